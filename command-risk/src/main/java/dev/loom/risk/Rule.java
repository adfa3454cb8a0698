package dev.loom.risk;

import dev.loom.risk.RiskAssessment.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One line of a rule file.
///
/// @param action what follows when the condition holds
/// @param condition when the rule applies
/// @param level the level of the risk, for [Action#RISK]
/// @param category the category of the risk, for [Action#RISK]
/// @param reason the effect that the user is shown, for [Action#RISK]
/// @param shown what the user is shown after the program instead of the arguments, which may be
///   secret; empty to show them
record Rule(
    Action action, Condition condition, Level level, String category, String reason, String shown) {
  /// What is evaluated after a rule that found no risk.
  enum Next {
    RULE,
    WORD,
    /// The argument after the next one.
    SKIP_WORD,
    /// The next stanza.
    STANZA
  }

  /// The action of a rule. Rule files name it in lower case with hyphens.
  enum Action {
    /// Skips the rest of the stanza.
    ALLOW(Next.STANZA, false),
    /// Goes on with the next argument.
    NEXT(Next.WORD, true),
    /// Goes on after the next argument, which is the value of this option.
    SKIP(Next.SKIP_WORD, true),
    /// Assesses arguments as files that are written.
    WRITTEN(Next.RULE, false),
    /// Assesses the files that output options name.
    OUTPUT_OPTIONS(Next.RULE, false),
    /// Applies the rules of the subcommand that this argument names.
    SUBCOMMAND(Next.STANZA, true),
    /// Assesses all arguments as a command line.
    RUN_ALL(Next.STANZA, false),
    /// Assesses the here-document as a command line.
    RUN_HERE(Next.STANZA, false),
    /// Assesses the argument as a command line.
    RUN_WORD(Next.STANZA, true),
    /// Assesses the text after `=` as a command line that receives further arguments.
    RUN_VALUE_SUPPLIED(Next.RULE, true),
    /// Assesses the arguments after this one as a command.
    RUN_REST(Next.STANZA, true),
    /// Assesses the arguments after this one as a command that receives further arguments.
    RUN_REST_SUPPLIED(Next.RULE, true),
    /// Assesses the arguments up to `;` or `+` as a command; `{}` stands for file names.
    RUN_EXEC(Next.RULE, true),
    /// Assesses the arguments after this one as a command, or a single one as a command line.
    RUN_SCRIPT(Next.STANZA, true),
    /// Reports the risk that the rule names.
    RISK(Next.STANZA, false);

    private final Next next;
    private final boolean positional;

    Action(Next next, boolean positional) {
      this.next = next;
      this.positional = positional;
    }

    Next next() {
      return next;
    }

    /// @return whether the action needs the position of an argument
    boolean isPositional() {
      return positional;
    }
  }

  /// @param at the position of the argument, or [Condition#ANYWHERE]
  Optional<RiskAssessment> apply(ProgramCall call, int at) {
    var nested = call.nested();
    return switch (action) {
      case RISK ->
          RiskAssessment.of(
              level, category, reason, shown.isEmpty() ? call.line() : call.program() + shown);
      case ALLOW, NEXT, SKIP -> Optional.empty();
      case WRITTEN -> PathRisk.assessWritten(call.wordsAt(at));
      case OUTPUT_OPTIONS -> PathRisk.assessOutputOptions(call);
      case SUBCOMMAND -> RuleTable.assessRules(call.subcommand(at));
      case RUN_ALL -> nested.assessLine(String.join(" ", call.arguments()));
      case RUN_HERE -> nested.assessLine(call.command().hereText().toString());
      case RUN_WORD -> nested.assessLine(call.argument(at));
      case RUN_VALUE_SUPPLIED -> {
        var word = call.argument(at);
        yield nested.assessLine(word.substring(word.indexOf('=') + 1) + " " + Word.SUPPLIED);
      }
      case RUN_REST -> nested.assessWords(call.rest(at));
      case RUN_REST_SUPPLIED -> nested.assessWords(supplied(call.rest(at)));
      case RUN_EXEC -> nested.assessWords(execCommand(call.rest(at)));
      case RUN_SCRIPT -> {
        var words = call.rest(at).stream().filter(word -> !word.text().startsWith("--")).toList();
        yield words.size() == 1
            ? nested.assessLine(words.getFirst().text())
            : nested.assessWords(words);
      }
    };
  }

  private static List<Word> supplied(List<Word> words) {
    var all = new ArrayList<>(words);
    all.add(Word.supplied());
    return all;
  }

  private static List<Word> execCommand(List<Word> words) {
    return words.stream()
        .takeWhile(word -> !word.text().equals(";") && !word.text().equals("+"))
        .map(word -> word.replacing("{}", Word.SUPPLIED))
        .toList();
  }
}
