package dev.loom.orchestrator.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Programs that run code: shells, interpreters, editors, and those with a language of their own.
final class CodeRules {
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

  /// Options by which an interpreter is given code on its command line.
  private static final Set<String> INLINE =
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

  private static final Set<String> VALUED = Set.of("-W", "-X", "-d", "-I", "-C", "--input-type");
  private static final Set<String> ASKING =
      Set.of("--version", "-V", "-v", "--help", "-h", "-version", "--test");

  /// Databases whose words are no SQL, so that only their own clients' arguments are judged.
  private static final Set<String> SCRIPTED =
      Set.of("redis-cli", "valkey-cli", "mongo", "mongosh", "cypher-shell", "arangosh", "influx");

  private static final Set<String> ASKED_BY =
      Set.of("-c", "-e", "-q", "-Q", "--eval", "--command", "--execute", "--query", "-x");

  private CodeRules() {}

  static Optional<Danger> shell(ProgramCall call, Rule.Nested nested) {
    if (Set.of("cmd", "pwsh", "powershell", "nu", "xonsh", "elvish").contains(call.program())) {
      return call.unclear("It runs commands of a shell that is not understood");
    }
    if (call.option("--rcfile") || call.option("--init-file") || call.option("--init-command")) {
      return call.unclear("It has a shell load a file first");
    }
    boolean inline = false;
    boolean standard = false;
    for (var word : call.words()) {
      var text = word.text();
      if (text.matches("[-+][A-Za-z]+") || text.startsWith("--")) {
        inline |= text.equals("--command") || text.matches("-[A-Za-z]*c[A-Za-z]*");
        standard |= text.matches("-[A-Za-z]*s[A-Za-z]*");
      } else if (inline) {
        return nested.line(text);
      } else if (!standard && !text.equals("extglob") && !text.equals("pipefail")) {
        return script(call, word);
      }
    }
    if (!call.command().input().isEmpty()) {
      return nested.line(call.command().input().toString());
    }
    return call.has("--version", "--help")
        ? Optional.empty()
        : call.destroys("It runs shell commands that come from elsewhere");
  }

  /// A script that stands in the workspace is run; what comes from a pipe or a device is not seen.
  private static Optional<Danger> script(ProgramCall call, Word script) {
    return isUnseen(script)
        ? call.destroys("It runs commands that nobody has seen")
        : Optional.empty();
  }

  private static boolean isUnseen(Word script) {
    var text = script.text();
    return script.unknown()
        || script.found()
        || script.globbed()
        || text.equals("-")
        || text.startsWith("/dev/")
        || text.startsWith("/proc/")
        || text.startsWith("/tmp/")
        || text.contains("://");
  }

  static Optional<Danger> source(ProgramCall call, Rule.Nested nested) {
    return call.words().isEmpty() || isUnseen(call.words().getFirst())
        ? call.destroys("It runs commands that nobody has seen")
        : Optional.empty();
  }

  static Optional<Danger> eval(ProgramCall call, Rule.Nested nested) {
    return nested.line(String.join(" ", call.arguments()));
  }

  static Optional<Danger> alias(ProgramCall call, Rule.Nested nested) {
    return call.arguments().stream()
        .filter(word -> word.indexOf('=') > 0)
        .map(word -> nested.line(word.substring(word.indexOf('=') + 1) + " " + Word.FOUND))
        .flatMap(Optional::stream)
        .findFirst();
  }

  static Optional<Danger> trap(ProgramCall call, Rule.Nested nested) {
    return call.argument(0).isEmpty() || call.argument(0).startsWith("-")
        ? Optional.empty()
        : nested.line(call.argument(0));
  }

  static Optional<Danger> interpreter(ProgramCall call, Rule.Nested nested) {
    var letters = letters(call.program());
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.argument(i);
      if (word.equals("-m") && call.program().startsWith("py")) {
        return nested.words(call.words().subList(i + 1, call.words().size()));
      }
      if (!word.startsWith("-") || word.equals("-")) {
        return isUnseen(call.words().get(i))
            ? call.unclear("It runs a program that nobody has seen")
            : Optional.empty();
      }
      var name = word.indexOf('=') > 0 ? word.substring(0, word.indexOf('=')) : word;
      if (INLINE.contains(name) || isInline(word, letters)) {
        return call.unclear("It runs a program given on the command line");
      }
      i += VALUED.contains(word) ? 1 : 0;
    }
    return call.words().stream().anyMatch(word -> ASKING.contains(word.text()))
                && call.command().input().isEmpty()
                && !call.command().piped()
            || call.program().equals("bc")
        ? Optional.empty()
        : call.unclear("It runs a program that comes from elsewhere");
  }

  private static String letters(String program) {
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

  private static boolean isInline(String word, String letters) {
    if (word.startsWith("--")) {
      return false;
    }
    return word.chars().skip(1).anyMatch(c -> letters.indexOf(c) >= 0);
  }

  static Optional<Danger> awk(ProgramCall call, Rule.Nested nested) {
    if (call.flag('f') && call.words().stream().anyMatch(CodeRules::isUnseen)) {
      return call.unclear("It runs an awk program that nobody has seen");
    }
    if (call.has("-i", "inplace", "-l", "--load", "--include")) {
      return call.unclear("It has awk load something or write files");
    }
    return call.arguments().stream().anyMatch(AwkScript::reachesOut)
        ? call.destroys("Its awk program runs other programs or writes files")
        : Optional.empty();
  }

  static Optional<Danger> sed(ProgramCall call, Rule.Nested nested) {
    boolean inPlace = call.flag('i') || call.option("--in-place");
    // Without an option that gives the script, the first operand is it.
    boolean awaited = call.arguments().stream().noneMatch(CodeRules::givesScript);
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.argument(i);
      var before = i == 0 ? "" : call.argument(i - 1);
      if (before.matches("-[nrEsuz]*f|--file")) {
        if (isUnseen(call.words().get(i))) {
          return call.unclear("It runs a sed program that nobody has seen");
        }
      } else if (before.matches("-[nrEsuz]*e|--expression")) {
        if (!SedScript.isHarmless(word)) {
          return sedReachesOut(call);
        }
      } else if (word.startsWith("--expression=") || word.matches("(?s)-[nrEsuz]*e.+")) {
        int start = word.startsWith("--") ? word.indexOf('=') : word.indexOf('e');
        if (!SedScript.isHarmless(word.substring(start + 1))) {
          return sedReachesOut(call);
        }
      } else if (awaited && !word.startsWith("-") && !word.isEmpty()) {
        awaited = false;
        if (!SedScript.isHarmless(word)) {
          return sedReachesOut(call);
        }
      } else if (inPlace && WritingRules.ofPath(call.words().get(i)).isPresent()) {
        return WritingRules.ofPath(call.words().get(i));
      }
    }
    return Optional.empty();
  }

  private static boolean givesScript(String word) {
    return word.matches("(?s)-[nrEsuz]*[ef].*") || word.matches("(?s)--(expression|file)(=.*)?");
  }

  private static Optional<Danger> sedReachesOut(ProgramCall call) {
    return call.destroys("Its sed program runs programs, writes files, or is not understood");
  }

  static Optional<Danger> editor(ProgramCall call, Rule.Nested nested) {
    boolean commanded =
        call.arguments().stream()
            .anyMatch(
                word ->
                    word.startsWith("+") && word.length() > 1 && !word.matches("\\+[0-9]+[GgFf]?")
                        || word.matches(
                            "-(c|S|s|u|es|Es|cmd|k|l|f|eval|-eval|-cmd|-batch|-execute|-load|-lesskey-.*)"));
    if (commanded && !call.program().equals("less") || commanded && call.joined().contains("+!")) {
      return call.unclear("It has an editor run commands");
    }
    return !call.command().input().isEmpty()
            || call.command().piped() && !call.program().equals("less")
        ? call.unclear("It has an editor run commands that come from elsewhere")
        : call.program().equals("less") || call.program().equals("view")
            ? Optional.empty()
            : WritingRules.write(call, nested);
  }

  static Optional<Danger> make(ProgramCall call, Rule.Nested nested) {
    for (var word : call.words()) {
      var text = word.text();
      if (word.sets() > 0) {
        var danger = Environment.ofAssignment(word, nested);
        var value = text.substring(word.sets() + 1);
        if (danger.isPresent()
            || text.startsWith("SHELL=")
            || text.startsWith(".SHELLFLAGS=")
            || value.contains("$(")
            || value.contains("`")
            || value.indexOf(';') >= 0) {
          return call.destroys("It tells make what to run");
        }
      }
      if (text.startsWith("--eval")
          || text.equals("-")
          || text.startsWith("/dev/")
          || text.equals("-f-")
          || word.unknown() && call.has("-f")) {
        return call.unclear("It runs a makefile that nobody has seen");
      }
    }
    return Optional.empty();
  }

  static Optional<Danger> manual(ProgramCall call, Rule.Nested nested) {
    return call.flag('P')
            || call.flag('H')
            || call.option("--pager")
            || call.option("--html")
            || call.flag('C')
            || call.option("--preprocessor")
        ? call.destroys("It has man run another program")
        : Optional.empty();
  }

  static Optional<Danger> database(ProgramCall call, Rule.Nested nested) {
    var said =
        " "
            + call.joined().replaceAll("\\s+", " ")
            + " "
            + call.command().input().toString().toLowerCase(Locale.ROOT);
    for (var word :
        List.of(
            "flushall",
            "flushdb",
            ".shell",
            ".system",
            "\\!",
            "\\copy",
            ".drop",
            "dropdatabase",
            "deletemany",
            "deleteone",
            ".remove(",
            "config set",
            " shutdown",
            "script load",
            " truncate ",
            "delete from",
            ".import",
            ".restore",
            ".output",
            ".once",
            ".save",
            ".load",
            "debug ",
            "slaveof",
            "replicaof",
            " eval ",
            "\\o ",
            "drop ",
            " rm ",
            "detach delete",
            "delete n",
            "module load",
            "\\g |",
            "| sh",
            "\\i ",
            "source ",
            " del ",
            "unlink ",
            "migrate ",
            "bgrewriteaof",
            "findanddelete",
            "findoneanddelete",
            ".renamecollection",
            "-cmd",
            "edit(")) {
      if (said.contains(word)) {
        return call.destroys("It destroys data, or has the database's client run other programs");
      }
    }
    boolean fed = call.command().piped() || !call.command().read().isEmpty();
    if (fed && (call.flag('f') || SCRIPTED.contains(call.program()))) {
      return call.unclear("What it asks the database comes from elsewhere");
    }
    for (int i = 1; i < call.words().size(); i++) {
      if (call.words().get(i).unknown() && ASKED_BY.contains(call.argument(i - 1))) {
        return call.unclear("What it asks the database is only known when it runs");
      }
    }
    return Optional.empty();
  }
}
