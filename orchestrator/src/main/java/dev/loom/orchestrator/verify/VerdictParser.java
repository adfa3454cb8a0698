package dev.loom.orchestrator.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.bus.json.JsonExtractor;
import dev.loom.bus.json.LenientValues;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.text.TextTruncator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Parses verdicts of verifier models (tier 2) and counts votes (tier 3).
final class VerdictParser {
  /// A pass with a lower confidence contradicts itself and is not counted.
  private static final double PASS_CONFIDENCE_MIN = 0.3;

  private static final double DEFAULT_CONFIDENCE = 0.5;

  /// A confidence above is a percentage; one between 1 and this may be on any scale.
  private static final double SCALE_MAX = 10;

  private static final Map<String, Double> WORDS =
      Map.of("low", 0.25, "medium", 0.6, "moderate", 0.6, "high", 0.9, "very high", 0.95);

  /// Canonical names of fields. `status` and `success` are not verdicts: they stand in the tool
  /// results that verifiers quote.
  private static final List<String> DECISIONS = List.of("passed", "pass", "verdict", "outcome");

  private static final List<String> WRAPPERS =
      List.of("verdict", "verification", "evaluation", "result", "answer", "output", "arguments");
  private static final List<String> FEEDBACK =
      List.of("feedback", "suggestion", "reason", "reasoning", "explanation");

  private static final int ANSWER_CHARS_SHOWN_MAX = 200;

  private VerdictParser() {}

  /// @param answer the verifier's answer
  /// @param checks the static checks, kept in the verdict
  static Verdict parse(String answer, List<Verdict.Check> checks) {
    var verdicts =
        JsonExtractor.findAll(answer, json -> !decisions(unwrap(json)).isEmpty()).stream()
            .map(VerdictParser::unwrap)
            .toList();
    if (verdicts.isEmpty()) {
      return unverified(
          "Could not verify the result: the verifier did not answer with a verdict but: "
              + TextTruncator.withEllipsis(answer.strip(), ANSWER_CHARS_SHOWN_MAX),
          checks);
    }
    var json = verdicts.getFirst();
    var decisions = new HashSet<Boolean>();
    verdicts.forEach(verdict -> decisions.addAll(decisions(verdict)));
    if (decisions.size() > 1) {
      return unverified("The verifier gave contradictory verdicts.", checks);
    }
    var passed = decisions.contains(true);
    if (passed && confidence(json) < PASS_CONFIDENCE_MIN) {
      return unverified("The verifier passed the result with very low confidence.", checks);
    }
    return decided(passed, 2, confidence(json), feedback(json, passed), checks);
  }

  private static Verdict decided(
      boolean passed, int tier, double confidence, String feedback, List<Verdict.Check> checks) {
    var outcome = passed ? Verdict.Outcome.VERIFIED : Verdict.Outcome.FAILED;
    return new Verdict(outcome, tier, confidence, feedback, checks);
  }

  /// Returns the verdict on a result that could not be verified.
  static Verdict unverified(String reason, List<Verdict.Check> checks) {
    return new Verdict(
        Verdict.Outcome.UNVERIFIED, 1, Verifier.UNVERIFIED_CONFIDENCE, reason, checks);
  }

  /// Returns the verdict inside an object that only wraps it.
  private static JsonNode unwrap(JsonNode json) {
    var inner = LenientValues.structure(LenientValues.field(json, WRAPPERS));
    return decisions(json).isEmpty() && inner.isObject() ? inner : json;
  }

  /// Returns what an object says about passing: both values if it contradicts itself.
  private static Set<Boolean> decisions(JsonNode json) {
    return DECISIONS.stream()
        .map(name -> LenientValues.field(json, List.of(name)))
        .flatMap(value -> decision(value).stream())
        .collect(Collectors.toSet());
  }

  private static Optional<Boolean> decision(JsonNode value) {
    return switch (value.asText("").strip().toLowerCase(Locale.ROOT)) {
      case "pass", "passed" -> Optional.of(true);
      case "fail", "failed" -> Optional.of(false);
      default -> LenientValues.truth(value);
    };
  }

  /// Returns the confidence: a fraction, a percentage or a word. A number on another scale says
  /// nothing certain.
  private static double confidence(JsonNode json) {
    var written = LenientValues.field(json, List.of("confidence"));
    var text = written.asText("").strip().toLowerCase(Locale.ROOT);
    if (WORDS.containsKey(text)) {
      return WORDS.get(text);
    }
    var isPercentage = text.endsWith("%");
    double value =
        LenientValues.number(TextNode.valueOf(isPercentage ? text.replace("%", "") : text))
            .orElse(DEFAULT_CONFIDENCE);
    if (isPercentage || value > SCALE_MAX) {
      value /= 100;
    }
    return value >= 0 && value <= 1 ? value : DEFAULT_CONFIDENCE;
  }

  private static String feedback(JsonNode json, boolean passed) {
    var lines = new ArrayList<String>();
    var feedback = LenientValues.text(LenientValues.field(json, FEEDBACK));
    if (!feedback.isBlank()) {
      lines.add(feedback.strip());
    }
    var issues = LenientValues.structure(LenientValues.field(json, List.of("issues")));
    (issues.isArray() ? issues.valueStream() : Stream.of(issues))
        .map(LenientValues::text)
        .filter(issue -> !issue.isBlank())
        .forEach(issue -> lines.add("- " + issue));
    return lines.isEmpty() && !passed
        ? "The verifier failed the result and gave no reason."
        : String.join("\n", lines);
  }

  /// Returns the verdict of the majority. An unusable vote does not count as a fail, but a pass
  /// needs a majority of all votes.
  static Verdict majority(List<Verdict> votes, List<Verdict.Check> checks) {
    var counted = votes.stream().filter(v -> v.outcome() != Verdict.Outcome.UNVERIFIED).toList();
    if (counted.isEmpty()) {
      return votes.getFirst();
    }
    long passes = counted.stream().filter(Verdict::passed).count();
    var passed = passes * 2 > counted.size();
    if (passed && passes * 2 <= votes.size()) {
      return unverified(
          "Only %s of %s verifiers passed the result; the others gave no verdict."
              .formatted(passes, votes.size()),
          checks);
    }
    var feedback =
        counted.stream()
            .filter(vote -> vote.passed() == passed)
            .map(Verdict::feedback)
            .filter(text -> !text.isBlank())
            .findFirst()
            .orElse("");
    double share = (double) (passed ? passes : counted.size() - passes) / counted.size();
    return decided(passed, 3, passed ? share : 0, feedback, checks);
  }
}
