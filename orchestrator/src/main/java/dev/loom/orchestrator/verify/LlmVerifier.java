package dev.loom.orchestrator.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.task.Verdict;
import dev.loom.orchestrator.plan.JsonExtractor;
import java.util.ArrayList;
import java.util.List;

/// Tier 2: reads what another model thinks. Tier 3: counts what several think.
final class LlmVerifier {
  /// A yes that is less sure than this contradicts itself.
  private static final double CONTRADICTION = 0.3;

  private LlmVerifier() {}

  /// @param answer what the verifier said
  /// @param checks what tier 1 found, kept in the verdict
  static Verdict parse(String answer, List<Verdict.Check> checks) {
    var verdicts = JsonExtractor.findAll(answer, json -> json.path("passed").isBoolean());
    if (verdicts.isEmpty()) {
      return unverified("The verifier's answer was no verdict.", checks);
    }
    var json = verdicts.getFirst();
    if (verdicts.stream().anyMatch(other -> !other.get("passed").equals(json.get("passed")))) {
      return unverified("The verifier said yes and said no.", checks);
    }
    if (json.get("passed").asBoolean() && confidence(json) < CONTRADICTION) {
      return unverified("The verifier said yes and did not believe it.", checks);
    }
    return new Verdict(
        json.get("passed").asBoolean() ? Verdict.Outcome.VERIFIED : Verdict.Outcome.FAILED,
        2,
        confidence(json),
        feedback(json),
        checks);
  }

  private static Verdict unverified(String why, List<Verdict.Check> checks) {
    return new Verdict(Verdict.Outcome.UNVERIFIED, 1, Verifier.UNVERIFIED_CONFIDENCE, why, checks);
  }

  private static double confidence(JsonNode json) {
    double verdicts = json.path("confidence").asDouble(0.5);
    return Double.isFinite(verdicts) ? Math.clamp(verdicts, 0, 1) : 0.5;
  }

  private static String feedback(JsonNode json) {
    var lines = new ArrayList<String>();
    var feedback = json.path("feedback").asText(json.path("suggestion").asText(""));
    if (!feedback.isBlank()) {
      lines.add(feedback.strip());
    }
    json.path("issues")
        .forEach(issue -> lines.add("- " + (issue.isTextual() ? issue.asText() : issue)));
    var passed = json.get("passed").asBoolean();
    return lines.isEmpty() && !passed
        ? "The verifier said no and gave no reason."
        : String.join("\n", lines);
  }

  /// The majority's verdict. Votes that are none do not speak against it, but they do not make a
  /// majority of a minority's yes either.
  static Verdict majority(List<Verdict> votes, List<Verdict.Check> checks) {
    var counted = votes.stream().filter(v -> v.outcome() != Verdict.Outcome.UNVERIFIED).toList();
    if (counted.isEmpty()) {
      return votes.getFirst();
    }
    long yes = counted.stream().filter(Verdict::passed).count();
    var passed = yes * 2 > counted.size();
    if (passed && yes * 2 <= votes.size()) {
      return unverified(
          "Only "
              + yes
              + " of "
              + votes.size()
              + " verifiers said yes; the others gave no verdict.",
          checks);
    }
    var feedback =
        counted.stream()
            .filter(vote -> vote.passed() == passed)
            .map(Verdict::feedback)
            .filter(text -> !text.isBlank())
            .findFirst()
            .orElse("");
    double share = (double) (passed ? yes : counted.size() - yes) / counted.size();
    return new Verdict(
        passed ? Verdict.Outcome.VERIFIED : Verdict.Outcome.FAILED,
        3,
        passed ? share : 0,
        feedback,
        checks);
  }
}
