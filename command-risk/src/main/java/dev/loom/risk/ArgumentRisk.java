package dev.loom.risk;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Analyzes the arguments of a call of any tool, including shell commands. An argument's name
/// decides whether it is treated as a command line, a path to write or SQL; the names cover common
/// third-party tools. Lists and maps are searched, within limits.
public final class ArgumentRisk {
  private static final int DEPTH_MAX = 20;
  private static final int VALUES_MAX = 2_000;

  private int analyzedValues;

  private ArgumentRisk() {}

  /// Assesses a call of any tool that may change something.
  ///
  /// @param arguments the arguments that the tool will receive
  /// @return the risk, or empty when the call needs no approval
  public static Optional<RiskAssessment> assess(Map<String, Object> arguments) {
    return new ArgumentRisk().analyzeMap(arguments, 0);
  }

  private Optional<RiskAssessment> analyzeMap(Map<?, ?> arguments, int depth) {
    var risks = new ArrayList<RiskAssessment>();
    analyzeSplitCommand(arguments).ifPresent(risks::add);
    for (var entry : arguments.entrySet()) {
      analyzeValue(normalizedName(String.valueOf(entry.getKey())), entry.getValue(), depth)
          .ifPresent(risks::add);
    }
    return RiskAssessment.highest(risks);
  }

  private static String normalizedName(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]", "");
  }

  private Optional<RiskAssessment> analyzeValue(String name, Object value, int depth) {
    if (depth > DEPTH_MAX || ++analyzedValues > VALUES_MAX) {
      return RiskAssessment.unclear(
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
    var line = isIn("command-arguments", name) ? quotedWords(list) : "";
    return (line.isEmpty() ? Optional.<RiskAssessment>empty() : CommandRisk.assess(line))
        .or(
            () ->
                RiskAssessment.first(
                    list.stream().map(part -> analyzeValue(name, part, depth + 1))));
  }

  /// Analyzes a command whose program and operands are separate arguments.
  private static Optional<RiskAssessment> analyzeSplitCommand(Map<?, ?> arguments) {
    var program = new StringBuilder();
    var operands = new StringBuilder();
    for (var entry : arguments.entrySet()) {
      var name = normalizedName(String.valueOf(entry.getKey()));
      if (isIn("command-arguments", name) && entry.getValue() instanceof String text) {
        program.append(text);
      } else if (isIn("operand-arguments", name)) {
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
    if (isIn("command-arguments", name)) {
      return CommandRisk.assess(text);
    }
    if (isIn("content-arguments", name)) {
      return Optional.empty();
    }
    if (isIn("statement-arguments", name)) {
      return Sql.assessStatement(text);
    }
    boolean path = isIn("path-arguments", name) || name.endsWith("path") || name.endsWith("file");
    return path ? PathRisk.assessChange(text) : Optional.empty();
  }

  private static boolean isIn(String list, String name) {
    return RuleTable.words(list).contains(name);
  }
}
