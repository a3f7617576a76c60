/**
 * A file of Python that points an installed `kaggle` client, or `kagglehub`, at this site: run as a command it is the client;
 * imported first in a program, it sets up the libraries of that program. Tokens of Kaggle are never sent here, and ours are
 * known to nothing but the process it runs in. `origin`: scheme, host and port, without a slash at the end.
 */
export function kaggleLauncher(origin: string): string {
  return LAUNCHER.replaceAll('@SITE@', origin).replace('@ADDRESS@', JSON.stringify(origin));
}

const LAUNCHER = `#!/usr/bin/env python3
"""The kaggle command line, and kagglehub, against @SITE@.

    pip install kaggle
    export SADDLEPOINT_TOKEN=<a token of @SITE@/account>
    python saddlepoint_kaggle.py competitions list
    python saddlepoint_kaggle.py competitions submit -c <competition> -f prediction.csv -m "first try"

In a program, before anything of Kaggle's:

    import saddlepoint_kaggle
    import kagglehub

Works with kaggle 1.5.16 and newer. The token may also be the one kept by \`saddlepoint login @SITE@\`.
"""
import json
import os
import sys

SITE = os.environ.get("SADDLEPOINT_SITE", @ADDRESS@).rstrip("/")
FOLDER = os.path.join(os.path.expanduser("~"), ".config", "saddlepoint")
INSTALL = "Install one that is: pip install --upgrade kaggle (Python 3.11 and newer), or pip install kaggle==1.7.4.5"


def read_json(path):
    try:
        with open(path) as file:
            found = json.load(file)
            return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def find_token():
    """A token of this site: Kaggle's own never begin with sp_, and are left alone."""
    kept = read_json(os.path.join(FOLDER, "credentials.json")).get("tokens", {})
    folder = os.environ.get("KAGGLE_CONFIG_DIR", os.path.join(os.path.expanduser("~"), ".kaggle"))
    given = [
        os.environ.get("SADDLEPOINT_TOKEN"),
        os.environ.get("KAGGLE_API_TOKEN"),
        os.environ.get("KAGGLE_KEY"),
        kept.get(SITE),
        read_json(os.path.join(folder, "kaggle.json")).get("key"),
    ]
    for token in given:
        if token and token.strip().startswith("sp_"):
            return token.strip()
    sys.exit("No token for %s. Make one on %s/account, then: export SADDLEPOINT_TOKEN=sp_..." % (SITE, SITE))


def find_login(token):
    """The login the token belongs to, asked of the site; ends the program where the token does not work."""
    import requests

    address = SITE + "/api/v1/security.OAuthService/IntrospectToken"
    try:
        response = requests.post(address, json={"token": token}, timeout=30)
        response.raise_for_status()
        answer = response.json()
    except Exception as error:
        sys.exit("%s could not be asked: %s" % (SITE, error))
    if not answer.get("active"):
        sys.exit("This token does not work at %s: it is wrong, revoked or over. Make one on %s/account" % (SITE, SITE))
    return answer["username"]


def separate(token, login):
    """Gives the client what is this site's and hides what is Kaggle's, in this process alone."""
    settings = os.path.join(FOLDER, "kaggle")
    os.makedirs(settings, mode=0o700, exist_ok=True)
    os.environ.pop("KAGGLE_API_TOKEN", None)
    os.environ.pop("KAGGLE_API_ENVIRONMENT", None)
    os.environ["KAGGLE_CONFIG_DIR"] = settings
    os.environ["KAGGLE_USERNAME"] = login
    os.environ["KAGGLE_KEY"] = token
    os.environ["KAGGLE_API_ENDPOINT"] = SITE + "/api/v1"
    # Clients take everything from the environment or everything from their file: what \`config set\` keeps is put beside the token.
    for name, value in read_json(os.path.join(settings, "kaggle.json")).items():
        if name not in ("username", "key", "token") and isinstance(value, str):
            os.environ.setdefault("KAGGLE_" + name.upper(), value)
    if "REQUESTS_CA_BUNDLE" in os.environ:  # 1.5 and 1.6 have a variable of their own, kagglehub's login looks at none
        os.environ.setdefault("KAGGLE_SSL_CA_CERT", os.environ["REQUESTS_CA_BUNDLE"])
        try:
            from requests import adapters
            adapters.DEFAULT_CA_BUNDLE_PATH = os.environ["REQUESTS_CA_BUNDLE"]
        except ImportError:
            pass  # without requests there is no client either, which is said below


def point_sdk():
    """Versions from 1.7 on, and kagglehub, have a table of the addresses they know."""
    try:
        from kagglesdk import kaggle_env
        import kagglesdk.kaggle_http_client
    except ImportError:
        return False
    table = getattr(kaggle_env, "_env_to_endpoint", None)
    if not isinstance(table, dict):
        sys.exit("This version of kagglesdk is newer than this file knows. %s" % INSTALL)
    for name in table:
        table[name] = SITE
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "kagglesdk" and hasattr(module, "get_access_token_from_env"):
            module.get_access_token_from_env = lambda: (None, None)  # no token from a file of Kaggle's
    kaggle_env.get_web_endpoint = lambda env: SITE
    return True


def set_up():
    token = find_token()
    separate(token, find_login(token))
    return point_sdk()


def auth_help():
    print("Make a token on %s/account, then: export SADDLEPOINT_TOKEN=sp_..." % SITE)


def main():
    if sys.argv[1:2] == ["auth"]:
        sys.exit("Signing in works by a token here: make one on %s/account" % SITE)
    if sys.argv[1:2] in ([], ["-h"], ["--help"], ["-v"], ["--version"]):
        separate("none", "nobody")  # nothing is asked of the site
        has_table = point_sdk()
    else:
        has_table = set_up()
    try:
        import kaggle
        from kaggle import cli
    except ImportError as error:
        sys.exit("The kaggle package cannot be used (%s): pip install kaggle" % error)
    host = getattr(getattr(getattr(kaggle.api, "api_client", None), "configuration", None), "host", None)
    if not has_table and host != SITE + "/api/v1":
        version = getattr(kaggle.api, "__version__", "unknown")
        sys.exit("kaggle %s cannot be pointed at another site. %s" % (version, INSTALL))
    if hasattr(cli, "print_auth_help"):
        cli.print_auth_help = auth_help
    cli.main()


if __name__ == "__main__":
    main()
else:
    set_up()
`;
