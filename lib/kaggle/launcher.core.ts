/**
 * A few lines of Python that point an installed `kaggle` client at this site and hand over to it. The client keeps a table of
 * the addresses it knows (`kagglesdk.kaggle_env._env_to_endpoint`); every entry becomes this site's, whatever its scheme, host
 * and port. `origin`: scheme, host and port, without a slash at the end.
 */
export function kaggleLauncher(origin: string): string {
  const address = JSON.stringify(origin);
  return `#!/usr/bin/env python3
"""The kaggle command line against ${origin}.

    pip install kaggle
    export KAGGLE_USERNAME=<your student ID or e-mail> KAGGLE_KEY=<a token from the site's account page>
    python saddlepoint-kaggle.py competitions list
    python saddlepoint-kaggle.py competitions submit -c <competition> -f prediction.csv -m "first try"
"""
import os
import sys

SITE = os.environ.get("SADDLEPOINT_URL", ${address}).rstrip("/")


def point_client_at(site):
    from kagglesdk import kaggle_env

    for name in kaggle_env._env_to_endpoint:
        kaggle_env._env_to_endpoint[name] = site


def main():
    try:
        point_client_at(SITE)
    except ImportError:
        sys.exit("The kaggle package is not installed: pip install kaggle")
    from kaggle.cli import main as kaggle_main

    kaggle_main()


if __name__ == "__main__":
    main()
`;
}
