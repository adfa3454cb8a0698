package dev.loom.risk;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Assesses programs that run code: shells, interpreters, editors, database clients, and tools with
/// a script language.
final class InterpreterRules {
  static final Set<String> INTERPRETERS =
      Set.of(
          "python",
          "python2",
          "python3",
          "python3.10",
          "python3.11",
          "python3.12",
          "python3.13",
          "python3.14",
          "pypy",
          "pypy3",
          "py",
          "ipython",
          "perl",
          "perl5",
          "ruby",
          "irb",
          "jruby",
          "node",
          "nodejs",
          "php",
          "lua",
          "luajit",
          "tclsh",
          "wish",
          "rscript",
          "r",
          "julia",
          "bun",
          "osascript",
          "groovy",
          "scala",
          "ghci",
          "runghc",
          "jshell",
          "elixir",
          "iex",
          "erl",
          "clojure",
          "bb",
          "racket",
          "guile",
          "sbcl",
          "clisp",
          "ocaml",
          "octave",
          "gnuplot",
          "bc",
          "tsx",
          "ts-node",
          "qjs",
          "swift",
          "raku",
          "escript",
          "m4",
          "jjs",
          "coffee",
          "expect",
          "emacsclient",
          "pyston",
          "graalpy",
          "micropython",
          "crystal",
          "nim",
          "dart",
          "kotlinc");

  /// Options that pass code to an interpreter on the command line.
  private static final Set<String> INLINE_CODE_OPTIONS =
      Set.of(
          "--eval",
          "--print",
          "-print",
          "--command",
          "--execute",
          "-eval",
          "--exec",
          "--run",
          "--require",
          "--import",
          "--loader",
          "--experimental-loader",
          "-");

  private static final Set<String> OPTIONS_WITH_VALUE =
      Set.of("-W", "-X", "-d", "-I", "-C", "--input-type");
  private static final Set<String> INFORMATIONAL_OPTIONS =
      Set.of("--version", "-V", "-v", "--help", "-h", "-version", "--test");

  /// Database clients whose input is not SQL.
  private static final Set<String> NON_SQL_CLIENTS =
      Set.of("redis-cli", "valkey-cli", "mongo", "mongosh", "cypher-shell", "arangosh", "influx");

  private static final Set<String> QUERY_OPTIONS =
      Set.of("-c", "-e", "-q", "-Q", "--eval", "--command", "--execute", "--query", "-x");

  /// Texts in the input of a database client that need approval, by their effect.
  private static final List<Map.Entry<String, List<String>>> DATABASE_COMMANDS =
      List.of(
          Map.entry(
              "Deletes or overwrites data in a database",
              List.of(
                  "flushall",
                  "flushdb",
                  ".drop",
                  "dropdatabase",
                  "deletemany",
                  "deleteone",
                  ".remove(",
                  " truncate ",
                  "delete from",
                  ".restore",
                  "drop ",
                  " rm ",
                  "detach delete",
                  "delete n",
                  " del ",
                  "unlink ",
                  "findanddelete",
                  "findoneanddelete",
                  ".renamecollection")),
          Map.entry(
              "Runs programs or accesses files from a database client",
              List.of(
                  ".shell",
                  ".system",
                  "\\!",
                  "\\copy",
                  "script load",
                  ".import",
                  ".output",
                  ".once",
                  ".save",
                  ".load",
                  " eval ",
                  "\\o ",
                  "module load",
                  "\\g |",
                  "| sh",
                  "\\i ",
                  "source ",
                  "-cmd",
                  "edit(",
                  "debug ")),
          Map.entry(
              "Reconfigures or stops a database server",
              List.of(
                  "config set", "slaveof", "replicaof", " shutdown", "migrate ", "bgrewriteaof")));

  private InterpreterRules() {}

  static Optional<RiskAssessment> shell(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (Set.of("cmd", "pwsh", "powershell", "nu", "xonsh", "elvish").contains(call.program())) {
      return call.mediumRisk("Runs commands in a shell whose syntax Loom does not know");
    }
    if (call.hasOption("--rcfile")
        || call.hasOption("--init-file")
        || call.hasOption("--init-command")) {
      return call.mediumRisk("Makes a shell load a file at its start");
    }
    boolean inline = false;
    boolean fromStandardInput = false;
    for (var word : call.words()) {
      var text = word.text();
      if (text.matches("[-+][A-Za-z]+") || text.startsWith("--")) {
        inline |= text.equals("--command") || text.matches("-[A-Za-z]*c[A-Za-z]*");
        fromStandardInput |= text.matches("-[A-Za-z]*s[A-Za-z]*");
      } else if (inline) {
        return nested.assessLine(text);
      } else if (!fromStandardInput && !text.equals("extglob") && !text.equals("pipefail")) {
        return assessScriptFile(call, word);
      }
    }
    if (!call.command().hereText().isEmpty()) {
      return nested.assessLine(call.command().hereText().toString());
    }
    return call.hasAny("--version", "--help")
        ? Optional.empty()
        : call.highRisk("Runs shell commands from its standard input");
  }

  /// Assesses a script file. Only a script that the user cannot review needs approval.
  private static Optional<RiskAssessment> assessScriptFile(ProgramCall call, Word script) {
    return isUnreviewable(script)
        ? call.highRisk("Runs a shell script that cannot be reviewed")
        : Optional.empty();
  }

  private static boolean isUnreviewable(Word script) {
    var text = script.text();
    return script.hasUnknown()
        || script.isSupplied()
        || script.isGlob()
        || text.equals("-")
        || text.startsWith("/dev/")
        || text.startsWith("/proc/")
        || text.startsWith("/tmp/")
        || text.contains("://");
  }

  static Optional<RiskAssessment> source(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.words().isEmpty() || isUnreviewable(call.words().getFirst())
        ? call.highRisk("Runs a shell script that cannot be reviewed")
        : Optional.empty();
  }

  static Optional<RiskAssessment> eval(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return nested.assessLine(String.join(" ", call.arguments()));
  }

  static Optional<RiskAssessment> alias(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.arguments().stream()
        .filter(word -> word.indexOf('=') > 0)
        .map(word -> nested.assessLine(word.substring(word.indexOf('=') + 1) + " " + Word.SUPPLIED))
        .flatMap(Optional::stream)
        .findFirst();
  }

  static Optional<RiskAssessment> trap(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.argument(0).isEmpty() || call.argument(0).startsWith("-")
        ? Optional.empty()
        : nested.assessLine(call.argument(0));
  }

  static Optional<RiskAssessment> interpreter(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    var letters = inlineCodeLetters(call.program());
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.argument(i);
      if (word.equals("-m") && call.program().startsWith("py")) {
        return nested.assessWords(call.words().subList(i + 1, call.words().size()));
      }
      if (!word.startsWith("-") || word.equals("-")) {
        return isUnreviewable(call.words().get(i))
            ? call.mediumRisk("Runs a script that cannot be reviewed")
            : Optional.empty();
      }
      var name = word.indexOf('=') > 0 ? word.substring(0, word.indexOf('=')) : word;
      if (INLINE_CODE_OPTIONS.contains(name) || isInlineCode(word, letters)) {
        return call.mediumRisk("Runs code from the command line");
      }
      i += OPTIONS_WITH_VALUE.contains(word) ? 1 : 0;
    }
    return call.words().stream().anyMatch(word -> INFORMATIONAL_OPTIONS.contains(word.text()))
                && call.command().hereText().isEmpty()
                && !call.command().piped()
            || call.program().equals("bc")
        ? Optional.empty()
        : call.mediumRisk("Runs code from its standard input");
  }

  private static String inlineCodeLetters(String program) {
    if (program.startsWith("py") || program.equals("guile") || program.equals("ipython")) {
      return "c";
    }
    return switch (program) {
      case "perl", "perl5", "ruby", "jruby" -> "eErM";
      case "node", "nodejs", "bun", "tsx", "ts-node", "qjs" -> "epr";
      case "php" -> "rBRE";
      default -> "eErc";
    };
  }

  private static boolean isInlineCode(String word, String letters) {
    if (word.startsWith("--")) {
      return false;
    }
    return word.chars().skip(1).anyMatch(c -> letters.indexOf(c) >= 0);
  }

  static Optional<RiskAssessment> awk(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.hasFlag('f') && call.words().stream().anyMatch(InterpreterRules::isUnreviewable)) {
      return call.mediumRisk("Runs an awk script that cannot be reviewed");
    }
    if (call.hasAny("-i", "inplace", "-l", "--load", "--include")) {
      return call.mediumRisk("Loads an awk extension or edits files in place");
    }
    return call.arguments().stream().anyMatch(AwkScript::hasSideEffects)
        ? call.highRisk("Runs programs or writes files from an awk script")
        : Optional.empty();
  }

  static Optional<RiskAssessment> sed(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    boolean inPlace = call.hasFlag('i') || call.hasOption("--in-place");
    // Without a script option, the first operand is the script.
    boolean scriptExpected = call.arguments().stream().noneMatch(InterpreterRules::isScriptOption);
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.argument(i);
      var before = i == 0 ? "" : call.argument(i - 1);
      if (before.matches("-[nrEsuz]*f|--file")) {
        if (isUnreviewable(call.words().get(i))) {
          return call.mediumRisk("Runs a sed script that cannot be reviewed");
        }
      } else if (before.matches("-[nrEsuz]*e|--expression")) {
        if (!SedScript.isReadOnly(word)) {
          return sedSideEffects(call);
        }
      } else if (word.startsWith("--expression=") || word.matches("(?s)-[nrEsuz]*e.+")) {
        int start = word.startsWith("--") ? word.indexOf('=') : word.indexOf('e');
        if (!SedScript.isReadOnly(word.substring(start + 1))) {
          return sedSideEffects(call);
        }
      } else if (scriptExpected && !word.startsWith("-") && !word.isEmpty()) {
        scriptExpected = false;
        if (!SedScript.isReadOnly(word)) {
          return sedSideEffects(call);
        }
      } else if (inPlace && WritingRules.assessPath(call.words().get(i)).isPresent()) {
        return WritingRules.assessPath(call.words().get(i));
      }
    }
    return Optional.empty();
  }

  private static boolean isScriptOption(String word) {
    return word.matches("(?s)-[nrEsuz]*[ef].*") || word.matches("(?s)--(expression|file)(=.*)?");
  }

  private static Optional<RiskAssessment> sedSideEffects(ProgramCall call) {
    return call.highRisk("Runs a sed script that may run programs or write files");
  }

  static Optional<RiskAssessment> editor(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    boolean hasCommands =
        call.arguments().stream()
            .anyMatch(
                word ->
                    word.startsWith("+") && word.length() > 1 && !word.matches("\\+[0-9]+[GgFf]?")
                        || word.matches(
                            "-(c|S|s|u|es|Es|cmd|k|l|f|eval|-eval|-cmd|-batch|-execute|-load|-lesskey-.*)"));
    if (hasCommands && !call.program().equals("less")
        || hasCommands && call.joinedLowerCase().contains("+!")) {
      return call.mediumRisk("Runs editor commands from the command line");
    }
    return !call.command().hereText().isEmpty()
            || call.command().piped() && !call.program().equals("less")
        ? call.mediumRisk("Runs editor commands from its standard input")
        : call.program().equals("less") || call.program().equals("view")
            ? Optional.empty()
            : WritingRules.write(call, nested);
  }

  static Optional<RiskAssessment> make(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    for (var word : call.words()) {
      var text = word.text();
      if (word.unquotedAssignmentEnd() > 0) {
        var risk = EnvironmentRules.assessAssignment(word, nested);
        var value = text.substring(word.unquotedAssignmentEnd() + 1);
        if (risk.isPresent()
            || text.startsWith("SHELL=")
            || text.startsWith(".SHELLFLAGS=")
            || value.contains("$(")
            || value.contains("`")
            || value.indexOf(';') >= 0) {
          return call.highRisk("Overrides a make variable with a command");
        }
      }
      if (text.startsWith("--eval")
          || text.equals("-")
          || text.startsWith("/dev/")
          || text.equals("-f-")
          || word.hasUnknown() && call.hasAny("-f")) {
        return call.mediumRisk("Runs a makefile that cannot be reviewed");
      }
    }
    return Optional.empty();
  }

  static Optional<RiskAssessment> manual(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.hasFlag('P')
            || call.hasFlag('H')
            || call.hasOption("--pager")
            || call.hasOption("--html")
            || call.hasFlag('C')
            || call.hasOption("--preprocessor")
        ? call.highRisk("Runs another program from man")
        : Optional.empty();
  }

  static Optional<RiskAssessment> database(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    var input =
        " "
            + call.joinedLowerCase().replaceAll("\\s+", " ")
            + " "
            + call.command().hereText().toString().toLowerCase(Locale.ROOT);
    for (var effect : DATABASE_COMMANDS) {
      for (var text : effect.getValue()) {
        if (input.contains(text)) {
          return call.highRisk(effect.getKey());
        }
      }
    }
    boolean hasInput = call.command().piped() || !call.command().inputFiles().isEmpty();
    if (hasInput && (call.hasFlag('f') || NON_SQL_CLIENTS.contains(call.program()))) {
      return call.mediumRisk("Sends statements from a file or pipe to a database");
    }
    for (int i = 1; i < call.words().size(); i++) {
      if (call.words().get(i).hasUnknown() && QUERY_OPTIONS.contains(call.argument(i - 1))) {
        return call.mediumRisk("Sends a statement that is only known at run time to a database");
      }
    }
    return Optional.empty();
  }
}
