package dev.loom.risk;

import dev.loom.risk.RiskAssessment.Level;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Analyzes the arguments of a call of any tool, including shell commands. An argument's name
/// decides whether it is treated as a command line, a path to write or SQL; the names cover common
/// third-party tools. Lists and maps are searched, within limits.
public final class ArgumentRisk {
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

  /// Arguments that hold the operands of a program that another argument names.
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

  /// Arguments that are written as content and never run.
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
  private int analyzedValues;

  private ArgumentRisk(boolean commandsOnly) {
    this.commandsOnly = commandsOnly;
  }

  /// Assesses a call of any tool that may change something.
  ///
  /// @param arguments the arguments that the tool will receive
  /// @return the risk, or empty when the call needs no approval
  public static Optional<RiskAssessment> assess(Map<String, Object> arguments) {
    return new ArgumentRisk(false).analyzeMap(arguments, 0);
  }

  /// Assesses only the command lines among the arguments of a call.
  ///
  /// @param arguments the arguments that the tool will receive
  /// @return the risk, or empty when there is no command line or none needs approval
  public static Optional<RiskAssessment> assessCommands(Map<String, Object> arguments) {
    return new ArgumentRisk(true).analyzeMap(arguments, 0);
  }

  private Optional<RiskAssessment> analyzeMap(Map<?, ?> arguments, int depth) {
    var risks = new ArrayList<RiskAssessment>();
    analyzeSplitCommand(arguments).ifPresent(risks::add);
    for (var entry : arguments.entrySet()) {
      analyzeValue(normalizedName(String.valueOf(entry.getKey())), entry.getValue(), depth)
          .ifPresent(risks::add);
    }
    var high = risks.stream().filter(risk -> risk.level() == Level.HIGH).findFirst();
    return high.isPresent() ? high : risks.stream().findFirst();
  }

  private static String normalizedName(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]", "");
  }

  private Optional<RiskAssessment> analyzeValue(String name, Object value, int depth) {
    if (depth > DEPTH_MAX || ++analyzedValues > VALUES_MAX) {
      return RiskAssessment.medium(
          "Has too many or too deeply nested arguments to be analyzed", name);
    }
    if (value instanceof Map<?, ?> map) {
      return analyzeMap(map, depth + 1);
    }
    if (value instanceof Collection<?> list) {
      return analyzeList(name, list, depth);
    }
    return value instanceof String text ? analyzeText(name, text) : Optional.empty();
  }

  private Optional<RiskAssessment> analyzeList(String name, Collection<?> list, int depth) {
    if (COMMANDS.contains(name)) {
      var line = quotedWords(list);
      var risk = line.isEmpty() ? Optional.<RiskAssessment>empty() : CommandRisk.assess(line);
      if (risk.isPresent()) {
        return risk;
      }
    }
    for (var part : list) {
      var risk = analyzeValue(name, part, depth + 1);
      if (risk.isPresent()) {
        return risk;
      }
    }
    return Optional.empty();
  }

  /// Analyzes a command whose program and operands are separate arguments.
  private static Optional<RiskAssessment> analyzeSplitCommand(Map<?, ?> arguments) {
    var program = new StringBuilder();
    var operands = new StringBuilder();
    for (var entry : arguments.entrySet()) {
      var name = normalizedName(String.valueOf(entry.getKey()));
      if (COMMANDS.contains(name) && entry.getValue() instanceof String text) {
        program.append(text);
      } else if (OPERANDS.contains(name)) {
        operands
            .append(' ')
            .append(
                entry.getValue() instanceof Collection<?> list
                    ? quotedWords(list)
                    : entry.getValue() instanceof String text ? text : "");
      }
    }
    return program.isEmpty() || operands.isEmpty()
        ? Optional.empty()
        : CommandRisk.assess(program.append(operands).toString());
  }

  /// Joins a list to a command line in which each element is quoted.
  private static String quotedWords(Collection<?> list) {
    var line = new StringBuilder();
    for (var part : list) {
      if (part instanceof String text) {
        line.append(" '").append(text.replace("'", "'\\''")).append('\'');
      }
    }
    return line.toString().strip();
  }

  private Optional<RiskAssessment> analyzeText(String name, String text) {
    if (COMMANDS.contains(name)) {
      return CommandRisk.assess(text);
    }
    if (commandsOnly || CONTENT.contains(name)) {
      return Optional.empty();
    }
    if (STATEMENTS.contains(name)) {
      return Sql.assessStatement(text);
    }
    boolean path =
        PATHS.contains(name) || List.of("path", "file").stream().anyMatch(name::endsWith);
    return path && ProtectedPath.isProtected(text)
        ? RiskAssessment.high("Accesses a protected path", text)
        : Optional.empty();
  }
}
