import type { CommandShape, OptionShape, WordKind } from '@/lib/bin/completion/shape.types';

export type Shell = 'bash' | 'zsh';

/** The completion script of a shell. Names of courses and assignments are asked of `saddlepoint` itself when they are needed. */
export function completionScript(shell: Shell, commands: readonly CommandShape[]): string {
  const about = `# Completion of saddlepoint in ${shell}, written by: saddlepoint completion ${shell}\n`;
  return shell === 'bash'
    ? `${about}${describeFunction(commands)}${BASH}`
    : `#compdef saddlepoint\n${about}${describeFunction(commands)}${ZSH}`;
}

/**
 * A function both shells understand: for the path of a command it sets `subs`, `opts`, `values` (`--option=kind` for those
 * that take one) and `words` (the kinds of its arguments), each a list separated by spaces.
 */
function describeFunction(commands: readonly CommandShape[]): string {
  return `_saddlepoint_describe() {\n  case "$1" in\n${commands.map(branch).join('')}  esac\n}\n`;
}

function branch({ path, subcommands, options, words }: CommandShape): string {
  const names = options.flatMap((option) => option.names.filter((name) => name.startsWith('--')));
  const sets = [
    `subs='${subcommands.join(' ')}'`,
    `opts='${names.join(' ')}'`,
    `values='${options.flatMap(valueOf).join(' ')}'`,
    `kinds='${words.map(kindText).join(' ')}'`,
  ];
  return `    '${path}') ${sets.join(' ')} ;;\n`;
}

function valueOf({ names, value }: OptionShape): string[] {
  return value === null ? [] : names.map((name) => `${name}=${kindText(value)}`);
}

function kindText(kind: WordKind): string {
  return typeof kind === 'string' ? kind : `choice:${kind.choices.join('|')}`;
}

/**
 * Both walk along the words before the one at the cursor: a name of a subcommand goes one level down, an option that takes
 * a value swallows the next word, anything else is an argument. `want` is the kind of the word at the cursor in the end.
 */
const BASH = `_saddlepoint() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" at='' want='' n=0 i word each subs opts values kinds list
  COMPREPLY=()
  _saddlepoint_describe ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -n $want ]]; then want=''; continue; fi
    if [[ $word == -* ]]; then
      for each in $values; do [[ $each == "$word="* ]] && want="\${each#*=}"; done
    elif [[ " $subs " == *" $word "* ]]; then
      at="\${at:+$at }$word"; n=0
      _saddlepoint_describe "$at"
    else
      n=$((n + 1))
    fi
  done
  if [[ -z $want ]]; then
    if [[ $cur == -* ]]; then
      COMPREPLY=($(compgen -W "$opts" -- "$cur"))
      return
    fi
    if [[ -n $subs && $n -eq 0 ]]; then
      COMPREPLY=($(compgen -W "$subs" -- "$cur"))
      return
    fi
    list=($kinds)
    want="\${list[n]:-}"
  fi
  case "$want" in
    file | folder)
      compopt -o filenames 2>/dev/null
      local IFS=$'\\n'
      COMPREPLY=($(if [[ $want == file ]]; then compgen -f -- "$cur"; else compgen -d -- "$cur"; fi)) ;;
    assignment | course)
      COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" completion names "$want" 2>/dev/null)" -- "$cur")) ;;
    choice:*) want="\${want#choice:}"; COMPREPLY=($(compgen -W "\${want//|/ }" -- "$cur")) ;;
  esac
}
complete -F _saddlepoint saddlepoint
`;

const ZSH = `_saddlepoint() {
  local at='' want='' word each subs opts values kinds
  local -i n=0 i
  local -a list
  _saddlepoint_describe ''
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    if [[ -n $want ]]; then want=''; continue; fi
    if [[ $word == -* ]]; then
      for each in \${=values}; do [[ $each == "$word="* ]] && want="\${each#*=}"; done
    elif [[ " $subs " == *" $word "* ]]; then
      at="\${at:+$at }$word"; n=0
      _saddlepoint_describe "$at"
    else
      n=$((n + 1))
    fi
  done
  if [[ -z $want ]]; then
    if [[ \${words[CURRENT]} == -* ]]; then
      compadd -- \${=opts}
      return
    fi
    if [[ -n $subs && $n -eq 0 ]]; then
      compadd -- \${=subs}
      return
    fi
    list=(\${=kinds})
    want="\${list[n+1]:-}"
  fi
  case "$want" in
    file) _files ;;
    folder) _files -/ ;;
    assignment | course)
      list=(\${(f)"$("\${words[1]}" completion names "$want" 2>/dev/null)"})
      compadd -- $list ;;
    choice:*) list=(\${(s:|:)want#choice:}); compadd -- $list ;;
  esac
}
if (( ! \${+functions[compdef]} )); then
  autoload -Uz compinit && compinit
fi
compdef _saddlepoint saddlepoint
`;
