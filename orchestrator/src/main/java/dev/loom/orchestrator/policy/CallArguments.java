package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The arguments of a tool call: which of them are command lines, paths to write, or words for a
/// database. Tools of others name theirs in many ways, and put them into lists and maps.
final class CallArguments {
  private static final int DEPTH_MAX = 20;
  private static final int VALUES_MAX = 2_000;

  private static final Set<String> COMMANDS =
      Set.of(
          "command",
          "commands",
          "cmd",
          "cmds",
          "commandline",
          "shell",
          "shellcommand",
          "bash",
          "script",
          "exec",
          "run",
          "program",
          "executable",
          "argv",
          "line",
          "inputcommand",
          "bashcommand",
          "terminalcommand",
          "powershell",
          "inlinescript");

  /// What belongs behind a program that stands in an argument of its own.
  private static final Set<String> OPERANDS = Set.of("args", "arguments", "argv", "parameters");

  private static final Set<String> PATHS =
      Set.of(
          "path",
          "paths",
          "file",
          "files",
          "filename",
          "filenames",
          "filepath",
          "filepaths",
          "destination",
          "dest",
          "destinationpath",
          "dst",
          "target",
          "targetpath",
          "targetfile",
          "output",
          "outputpath",
          "outputfile",
          "outfile",
          "out",
          "to",
          "newpath",
          "newname",
          "name",
          "uri",
          "url",
          "location",
          "absolutepath",
          "relativepath",
          "relativeworkspacepath",
          "notebookpath",
          "savepath",
          "saveas",
          "writeto",
          "dir",
          "directory",
          "folder",
          "source",
          "src",
          "from",
          "oldpath",
          "localpath",
          "downloadpath",
          "fullpath",
          "key",
          "into");

  private static final Set<String> STATEMENTS =
      Set.of(
          "sql",
          "query",
          "queries",
          "statement",
          "statements",
          "sqlquery",
          "rawsql",
          "expression",
          "q",
          "cypher",
          "ddl",
          "dml",
          "migration",
          "aggregate",
          "textquery");

  /// Content is written, not run.
  private static final Set<String> CONTENT =
      Set.of(
          "content",
          "contents",
          "text",
          "body",
          "oldstr",
          "newstr",
          "oldstring",
          "newstring",
          "oldtext",
          "newtext",
          "message",
          "description",
          "title",
          "summary",
          "data",
          "prompt",
          "goal",
          "pattern",
          "comment",
          "explanation",
          "insertline",
          "value",
          "note");

  private final boolean commandsOnly;
  private int values;

  private CallArguments(boolean commandsOnly) {
    this.commandsOnly = commandsOnly;
  }

  static Optional<Danger> judge(Map<String, Object> arguments) {
    return new CallArguments(false).map(arguments, 0);
  }

  static Optional<Danger> judgeCommands(Map<String, Object> arguments) {
    return new CallArguments(true).map(arguments, 0);
  }

  private Optional<Danger> map(Map<?, ?> arguments, int depth) {
    var dangers = new ArrayList<Danger>();
    split(arguments).ifPresent(dangers::add);
    for (var entry : arguments.entrySet()) {
      value(plain(String.valueOf(entry.getKey())), entry.getValue(), depth).ifPresent(dangers::add);
    }
    var high = dangers.stream().filter(danger -> danger.riskLevel() == RiskLevel.HIGH).findFirst();
    return high.isPresent() ? high : dangers.stream().findFirst();
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]", "");
  }

  private Optional<Danger> value(String name, Object value, int depth) {
    if (depth > DEPTH_MAX || ++values > VALUES_MAX) {
      return Optional.of(
          new Danger("Its arguments are too many or too deep to be judged.", RiskLevel.MEDIUM));
    }
    if (value instanceof Map<?, ?> within) {
      return map(within, depth + 1);
    }
    if (value instanceof Collection<?> list) {
      return list(name, list, depth);
    }
    return value instanceof String text ? text(name, text) : Optional.empty();
  }

  private Optional<Danger> list(String name, Collection<?> list, int depth) {
    if (COMMANDS.contains(name)) {
      var together = words(list);
      var danger = together.isEmpty() ? Optional.<Danger>empty() : DangerousCommand.of(together);
      if (danger.isPresent()) {
        return danger;
      }
    }
    for (var part : list) {
      var danger = value(name, part, depth + 1);
      if (danger.isPresent()) {
        return danger;
      }
    }
    return Optional.empty();
  }

  /// A program in one argument, and what it is given in another.
  private static Optional<Danger> split(Map<?, ?> arguments) {
    var program = new StringBuilder();
    var operands = new StringBuilder();
    for (var entry : arguments.entrySet()) {
      var name = plain(String.valueOf(entry.getKey()));
      if (COMMANDS.contains(name) && entry.getValue() instanceof String text) {
        program.append(text);
      } else if (OPERANDS.contains(name)) {
        operands
            .append(' ')
            .append(
                entry.getValue() instanceof Collection<?> list
                    ? words(list)
                    : entry.getValue() instanceof String text ? text : "");
      }
    }
    return program.isEmpty() || operands.isEmpty()
        ? Optional.empty()
        : DangerousCommand.of(program.append(operands).toString());
  }

  /// What stands in a list is given as it is, as if each part were quoted.
  private static String words(Collection<?> list) {
    var line = new StringBuilder();
    for (var part : list) {
      if (part instanceof String text) {
        line.append(" '").append(text.replace("'", "'\\''")).append('\'');
      }
    }
    return line.toString().strip();
  }

  private Optional<Danger> text(String name, String text) {
    if (COMMANDS.contains(name)) {
      return DangerousCommand.of(text);
    }
    if (commandsOnly || CONTENT.contains(name)) {
      return Optional.empty();
    }
    if (STATEMENTS.contains(name)) {
      return Sql.destroys(text) || text.toLowerCase(Locale.ROOT).matches("(?s)\\s*truncate\\s.*")
          ? Optional.of(new Danger("It takes data away in a database.", RiskLevel.HIGH))
          : Optional.empty();
    }
    boolean path =
        PATHS.contains(name) || List.of("path", "file").stream().anyMatch(name::endsWith);
    return path && ProtectedPath.is(text)
        ? Optional.of(new Danger("It writes to the protected path " + text + ".", RiskLevel.HIGH))
        : Optional.empty();
  }
}
