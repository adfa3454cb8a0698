package dev.loom.orchestrator.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.re2j.Pattern;
import dev.loom.bus.json.Json;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.orchestrator.core.SubtaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Runs the checks of tier 1, which need no model.
final class StaticChecks {
  private static final double CONFIDENCE = 0.7;
  private static final ObjectMapper YAML = new YAMLMapper();

  private StaticChecks() {}

  /// @param files the changed files and deliverables with their current content; complete unless
  ///   larger than [Verifier#FILE_BYTES_MAX]
  static Verdict check(
      SubtaskState subtask,
      List<ReadWorkspaceFile.Content> files,
      Optional<ProcessDefinition> process) {
    var checks = new ArrayList<Verdict.Check>();
    checks.add(checkAnswer(subtask));
    checkLastToolCall(subtask).ifPresent(checks::add);
    for (var file : files) {
      checks.add(checkFile(file, subtask));
      checkSyntax(file).ifPresent(checks::add);
    }
    process.ifPresent(p -> p.rules().forEach(rule -> checks.add(checkRule(rule, subtask, files))));
    var failed = checks.stream().filter(check -> !check.passed()).toList();
    var feedback =
        failed.stream()
            .map(check -> check.name() + ": " + check.detail())
            .collect(Collectors.joining("\n"));
    return new Verdict(
        failed.isEmpty() ? Verdict.Outcome.VERIFIED : Verdict.Outcome.FAILED,
        1,
        failed.isEmpty() ? CONFIDENCE : 0,
        feedback.strip(),
        checks);
  }

  private static Verdict.Check checkAnswer(SubtaskState subtask) {
    return new Verdict.Check(
        "answer",
        !subtask.answer().isBlank(),
        subtask.answer().isBlank() ? "the model gave no answer" : "there is an answer");
  }

  /// A failed call does not matter if a later one succeeded: the model found another way.
  private static Optional<Verdict.Check> checkLastToolCall(SubtaskState subtask) {
    if (subtask.attempt().calls().isEmpty()) {
      return Optional.empty();
    }
    var last = subtask.attempt().calls().getLast();
    return Optional.of(
        new Verdict.Check(
            "tool_calls",
            last.success(),
            last.success()
                ? "the last tool call succeeded"
                : "the last tool call, " + last.tool() + ", failed: " + last.detail()));
  }

  /// A deliverable must not be empty. Other files may be empty on purpose, such as an
  /// `__init__.py`.
  private static Verdict.Check checkFile(ReadWorkspaceFile.Content file, SubtaskState subtask) {
    var mayBeEmpty = !subtask.definition().deliverables().contains(file.path());
    var valid = file.exists() && (mayBeEmpty || file.sizeBytes() > 0);
    return new Verdict.Check(
        "file " + file.path(),
        valid,
        valid ? file.sizeBytes() + " bytes" : file.exists() ? "it is empty" : "it does not exist");
  }

  private static Optional<Verdict.Check> checkSyntax(ReadWorkspaceFile.Content file) {
    var isComplete = file.exists() && file.sizeBytes() <= Verifier.FILE_BYTES_MAX;
    var name = file.path().toLowerCase(Locale.ROOT);
    if (!isComplete || file.text().isBlank()) {
      return Optional.empty();
    }
    if (name.endsWith(".json")) {
      return Optional.of(syntax(file, "JSON", findProblem(file, Json.lenientMapper())));
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return Optional.of(syntax(file, "YAML", findProblem(file, YAML)));
    }
    return Optional.of(name)
        .filter(path -> path.endsWith(".py"))
        .map(path -> PythonSyntax.check(file.text()))
        .filter(PythonSyntax.Result::checked)
        .map(result -> syntax(file, "Python", result.problem().map(text -> ": " + text)));
  }

  private static Verdict.Check syntax(
      ReadWorkspaceFile.Content file, String language, Optional<String> problem) {
    return new Verdict.Check(
        "syntax " + file.path(),
        problem.isEmpty(),
        problem.map(text -> "not valid " + language + text).orElse("valid " + language));
  }

  private static Optional<String> findProblem(ReadWorkspaceFile.Content file, ObjectMapper mapper) {
    try {
      mapper.readTree(file.text());
      return Optional.empty();
    } catch (JsonProcessingException exception) {
      return Optional.of(": " + Json.describe(exception));
    } catch (RuntimeException ignored) {
      // The YAML parser throws undeclared exceptions on malformed scalars.
      return Optional.of("");
    }
  }

  private static Verdict.Check checkRule(
      ProcessDefinition.Rule rule, SubtaskState subtask, List<ReadWorkspaceFile.Content> files) {
    var pattern = Pattern.compile(rule.check());
    var isViolated =
        pattern.matcher(subtask.answer()).find()
            || files.stream().anyMatch(file -> pattern.matcher(file.text()).find());
    return new Verdict.Check(
        "rule " + rule.name(),
        !isViolated || !rule.error(),
        isViolated ? rule.description() : "no violation");
  }
}
