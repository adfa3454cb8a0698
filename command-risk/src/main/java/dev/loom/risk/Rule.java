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
  /// The action of a rule. Rule files name it in lower case with hyphens.
  enum Action {
    /// Skips the rest of the stanza.
    ALLOW,
    /// Goes on with the next argument.
    NEXT,
    /// Goes on after the next argument, which is the value of this option.
    SKIP,
    /// Assesses arguments as files that are written.
    WRITTEN,
    /// Assesses the files that output options name.
    OUTPUT_OPTIONS,
    /// Assesses the scripts and files of `sed`.
    SED_SCRIPT,
    /// Applies the rules of the subcommand that this argument names.
    SUBCOMMAND,
    /// Assesses all arguments as a command line.
    RUN_ALL,
    /// Assesses the here-document as a command line.
    RUN_HERE,
    /// Assesses the argument as a command line.
    RUN_WORD,
    /// Assesses the text after `=` as a command line that receives further arguments.
    RUN_VALUE_SUPPLIED,
    /// Assesses the arguments after this one as a command.
    RUN_REST,
    /// Assesses the arguments after this one as a command that receives further arguments.
    RUN_REST_SUPPLIED,
    /// Assesses the arguments up to `;` or `+` as a command; `{}` stands for file names.
    RUN_EXEC,
    /// Assesses the arguments after this one as a command, or a single one as a command line.
    RUN_SCRIPT,
    /// Reports the risk that the rule names.
    RISK;

    /// @return whether the action needs the position of an argument
    boolean isPositional() {
      return switch (this) {
        case NEXT, SKIP, SUBCOMMAND, RUN_WORD, RUN_VALUE_SUPPLIED, RUN_REST -> true;
        case RUN_REST_SUPPLIED, RUN_EXEC, RUN_SCRIPT -> true;
        default -> false;
      };
    }
  }

  /// What the evaluation of a stanza goes on with.
  enum Next {
    RULE,
    WORD,
    /// The argument after the next one.
    SKIP_WORD,
    END
  }

  /// Represents the result of a rule.
  record Result(Next next, Optional<RiskAssessment> risk) {
    static final Result NEXT_RULE = new Result(Next.RULE, Optional.empty());

    /// Ends the stanza with this risk or without one.
    static Result end(Optional<RiskAssessment> risk) {
      return new Result(Next.END, risk);
    }

    /// Ends the stanza if there is a risk.
    static Result endIf(Optional<RiskAssessment> risk) {
      return risk.isPresent() ? end(risk) : NEXT_RULE;
    }
  }

  /// @param at the position of the argument, or [Condition#ANYWHERE]
  Result apply(ProgramCall call, int at) {
    var nested = call.nested();
    return switch (action) {
      case RISK ->
          Result.end(
              RiskAssessment.of(
                  level, category, reason, shown.isEmpty() ? call.line() : call.program() + shown));
      case ALLOW -> Result.end(Optional.empty());
      case NEXT -> new Result(Next.WORD, Optional.empty());
      case SKIP -> new Result(Next.SKIP_WORD, Optional.empty());
      case WRITTEN -> Result.endIf(PathRisk.assessWritten(call.wordsAt(at)));
      case OUTPUT_OPTIONS -> Result.endIf(PathRisk.assessOutputOptions(call));
      case SED_SCRIPT -> Result.endIf(SedScript.assess(call));
      case SUBCOMMAND -> Result.end(RuleTable.assessRules(call.subcommand(at)));
      case RUN_ALL -> Result.end(nested.assessLine(String.join(" ", call.arguments())));
      case RUN_HERE -> Result.end(nested.assessLine(call.command().hereText().toString()));
      case RUN_WORD -> Result.end(nested.assessLine(call.argument(at)));
      case RUN_VALUE_SUPPLIED -> {
        var word = call.argument(at);
        yield Result.endIf(
            nested.assessLine(word.substring(word.indexOf('=') + 1) + " " + Word.SUPPLIED));
      }
      case RUN_REST -> Result.end(nested.assessWords(call.rest(at)));
      case RUN_REST_SUPPLIED -> Result.endIf(nested.assessWords(supplied(call.rest(at))));
      case RUN_EXEC -> Result.endIf(nested.assessWords(execCommand(call.rest(at))));
      case RUN_SCRIPT -> {
        var words = call.rest(at).stream().filter(word -> !word.text().startsWith("--")).toList();
        yield Result.end(
            words.size() == 1
                ? nested.assessLine(words.getFirst().text())
                : nested.assessWords(words));
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
