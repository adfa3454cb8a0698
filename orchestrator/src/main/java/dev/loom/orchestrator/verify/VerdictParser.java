package dev.loom.orchestrator.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.JsonExtractor;
import dev.loom.contracts.task.Verdict;
import java.util.ArrayList;
import java.util.List;

/// Parses verdicts of verifier models (tier 2) and counts votes (tier 3).
final class VerdictParser {
  /// A pass with a lower confidence contradicts itself and is not counted.
  private static final double PASS_CONFIDENCE_MIN = 0.3;

  private VerdictParser() {}

  /// @param answer the verifier's answer
  /// @param checks the static checks, kept in the verdict
  static Verdict parse(String answer, List<Verdict.Check> checks) {
    var verdicts = JsonExtractor.findAll(answer, json -> json.path("passed").isBoolean());
    if (verdicts.isEmpty()) {
      return unverified("The verifier's answer was not a verdict.", checks);
    }
    var json = verdicts.getFirst();
    if (verdicts.stream().anyMatch(other -> !other.get("passed").equals(json.get("passed")))) {
      return unverified("The verifier gave contradictory verdicts.", checks);
    }
    var passed = json.get("passed").asBoolean();
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

  private static double confidence(JsonNode json) {
    double value = json.path("confidence").asDouble(0.5);
    return Double.isFinite(value) ? Math.clamp(value, 0, 1) : 0.5;
  }

  private static String feedback(JsonNode json, boolean passed) {
    var lines = new ArrayList<String>();
    var feedback = json.path("feedback").asText(json.path("suggestion").asText(""));
    if (!feedback.isBlank()) {
      lines.add(feedback.strip());
    }
    json.path("issues")
        .forEach(issue -> lines.add("- " + (issue.isTextual() ? issue.asText() : issue)));
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
