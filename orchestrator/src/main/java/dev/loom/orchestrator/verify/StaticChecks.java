package dev.loom.orchestrator.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.re2j.Pattern;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.orchestrator.core.SubtaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tier 1: what can be told without a model. Free and instant.
final class StaticChecks {
  private static final double CONFIDENCE = 0.7;
  private static final ObjectMapper YAML = new YAMLMapper();

  private StaticChecks() {}

  /// @param files the files the subtask changed and its deliverables, as they are now; whole unless
  ///   larger than the verifier reads
  static Verdict check(
      SubtaskState subtask,
      List<ReadWorkspaceFile.Content> files,
      Optional<ProcessDefinition> process) {
    var checks = new ArrayList<Verdict.Check>();
    checks.add(answered(subtask));
    toolsRecovered(subtask).ifPresent(checks::add);
    for (var file : files) {
      checks.add(exists(file, subtask));
      syntax(file).ifPresent(checks::add);
    }
    process.ifPresent(p -> p.rules().forEach(rule -> checks.add(follows(rule, subtask, files))));
    var failed = checks.stream().filter(check -> !check.passed()).toList();
    var feedback = new StringBuilder();
    failed.forEach(
        check -> feedback.append(check.name()).append(": ").append(check.detail()).append('\n'));
    return new Verdict(
        failed.isEmpty() ? Verdict.Outcome.VERIFIED : Verdict.Outcome.FAILED,
        1,
        failed.isEmpty() ? CONFIDENCE : 0,
        feedback.toString().strip(),
        checks);
  }

  private static Verdict.Check answered(SubtaskState subtask) {
    return new Verdict.Check(
        "answer",
        !subtask.answer().isBlank(),
        subtask.answer().isBlank() ? "the model gave no answer" : "there is an answer");
  }

  /// A failed call is no failure when a later one succeeded: the model found another way.
  private static Optional<Verdict.Check> toolsRecovered(SubtaskState subtask) {
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

  /// What had to be delivered must hold something. Another file may be empty on purpose, such as an
  /// `__init__.py`, or one that was to be emptied.
  private static Verdict.Check exists(ReadWorkspaceFile.Content file, SubtaskState subtask) {
    var mayBeEmpty = !subtask.definition().deliverables().contains(file.path());
    var good = file.exists() && (mayBeEmpty || file.sizeBytes() > 0);
    return new Verdict.Check(
        "file " + file.path(),
        good,
        good ? file.sizeBytes() + " bytes" : file.exists() ? "it is empty" : "it does not exist");
  }

  private static Optional<Verdict.Check> syntax(ReadWorkspaceFile.Content file) {
    var whole = file.exists() && file.sizeBytes() <= Verifier.FILE_BYTES_MAX;
    var name = file.path().toLowerCase(Locale.ROOT);
    if (!whole || file.text().isBlank()) {
      return Optional.empty();
    }
    if (name.endsWith(".json")) {
      return Optional.of(parses(file, Json.lenientMapper(), "JSON"));
    }
    if (name.endsWith(".py")) {
      return Optional.of(python(file));
    }
    return name.endsWith(".yaml") || name.endsWith(".yml")
        ? Optional.of(parses(file, YAML, "YAML"))
        : Optional.empty();
  }

  private static Verdict.Check python(ReadWorkspaceFile.Content file) {
    var problem = PythonSyntax.findProblem(file.text());
    return new Verdict.Check(
        "syntax " + file.path(),
        problem.isEmpty(),
        problem.map(broken -> "it is no Python: " + broken).orElse("its structure is Python's"));
  }

  private static Verdict.Check parses(
      ReadWorkspaceFile.Content file, ObjectMapper mapper, String language) {
    try {
      mapper.readTree(file.text());
      return new Verdict.Check("syntax " + file.path(), true, "it is " + language);
    } catch (JsonProcessingException broken) {
      return new Verdict.Check(
          "syntax " + file.path(), false, "it is no " + language + ": " + Json.describe(broken));
    } catch (RuntimeException broken) {
      // The YAML parser throws what it does not declare on hostile scalars.
      return new Verdict.Check("syntax " + file.path(), false, "it is no " + language);
    }
  }

  private static Verdict.Check follows(
      ProcessDefinition.Rule rule, SubtaskState subtask, List<ReadWorkspaceFile.Content> files) {
    var pattern = Pattern.compile(rule.check());
    var broken =
        pattern.matcher(subtask.answer()).find()
            || files.stream().anyMatch(file -> pattern.matcher(file.text()).find());
    return new Verdict.Check(
        "rule " + rule.name(), !broken || !rule.error(), broken ? rule.description() : "kept");
  }
}
