package dev.loom.risk;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One line of a rule file.
///
/// @param condition when the rule applies
/// @param effect assesses the call when the condition holds
/// @param next what follows when the effect found no risk
record Rule(Condition condition, Effect effect, Next next) {
  /// What is evaluated after a rule that found no risk.
  enum Next {
    RULE,
    WORD,
    /// The argument after the next one.
    SKIP_WORD,
    /// The next stanza.
    STANZA
  }

  /// Assesses a call.
  interface Effect {
    Effect NONE = (call, at) -> Optional.empty();

    /// @param at the position of the argument, or [Condition#ANYWHERE]
    Optional<RiskAssessment> assess(ProgramCall call, int at);
  }

  /// The action of a rule that names no risk. Rule files name it in lower case with hyphens.
  enum Action {
    /// Skips the rest of the stanza.
    ALLOW(Next.STANZA, false, Effect.NONE),
    /// Goes on with the next argument.
    NEXT(Next.WORD, true, Effect.NONE),
    /// Goes on after the next argument, which is the value of this option.
    SKIP(Next.SKIP_WORD, true, Effect.NONE),
    /// Assesses arguments as files that are written.
    WRITTEN(Next.RULE, false, (call, at) -> PathRisk.assessWritten(call.wordsAt(at))),
    /// Assesses the files that output options name.
    OUTPUT_OPTIONS(Next.RULE, false, (call, at) -> PathRisk.assessOutputOptions(call)),
    /// Applies the rules of the subcommand that this argument names.
    SUBCOMMAND(Next.STANZA, true, (call, at) -> RuleTable.assessRules(call.subcommand(at))),
    /// Assesses all arguments as a command line.
    RUN_ALL(
        Next.STANZA,
        false,
        (call, at) ->
            call.nested().assessLine(String.join(" ", call.arguments()).replaceFirst("^-- ", ""))),
    /// Assesses the here-document as a command line.
    RUN_HERE(
        Next.STANZA,
        false,
        (call, at) -> call.nested().assessLine(call.command().hereText().toString())),
    /// Assesses the argument as a command line.
    RUN_WORD(Next.STANZA, true, (call, at) -> call.nested().assessLine(call.argument(at))),
    /// Assesses the text after `=` as a command line that receives further arguments.
    RUN_VALUE_SUPPLIED(
        Next.RULE,
        true,
        (call, at) -> {
          var word = call.argument(at);
          return call.nested()
              .assessLine(word.substring(word.indexOf('=') + 1) + " " + Word.SUPPLIED);
        }),
    /// Assesses the arguments after this one as a command.
    RUN_REST(Next.STANZA, true, (call, at) -> call.nested().assessWords(call.rest(at))),
    /// Assesses the arguments after this one as a command that receives further arguments.
    RUN_REST_SUPPLIED(
        Next.RULE,
        true,
        (call, at) ->
            call.nested()
                .assessWords(
                    Stream.concat(call.rest(at).stream(), Stream.of(Word.supplied())).toList())),
    /// Assesses the arguments up to `;` or `+` as a command; `{}` stands for file names.
    RUN_EXEC(
        Next.RULE,
        true,
        (call, at) ->
            call.nested()
                .assessWords(
                    call.rest(at).stream()
                        .takeWhile(word -> !List.of(";", "+").contains(word.text()))
                        .map(word -> word.replacing("{}", Word.SUPPLIED))
                        .toList())),
    /// Assesses the arguments after this one as a command, or a single one as a command line.
    RUN_SCRIPT(
        Next.STANZA,
        true,
        (call, at) -> {
          var words = call.rest(at).stream().filter(word -> !word.text().startsWith("--")).toList();
          return words.size() == 1
              ? call.nested().assessLine(words.getFirst().text())
              : call.nested().assessWords(words);
        });

    private final Next next;
    private final boolean positional;
    private final Effect effect;

    Action(Next next, boolean positional, Effect effect) {
      this.next = next;
      this.positional = positional;
      this.effect = effect;
    }

    /// @return whether the action needs the position of an argument
    boolean isPositional() {
      return positional;
    }

    Rule rule(Condition condition) {
      return new Rule(condition, effect, next);
    }
  }
}
