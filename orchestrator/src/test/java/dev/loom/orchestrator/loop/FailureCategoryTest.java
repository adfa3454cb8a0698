package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.task.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FailureCategoryTest {
  private static List<String> wireNames(Predicate<FailureCategory> condition) {
    return Arrays.stream(FailureCategory.values())
        .filter(condition)
        .map(FailureCategory::wireName)
        .toList();
  }

  @Test
  void wireNamesAreThoseOfStoredEvents() {
    assertEquals(
        List.of(
            "verification",
            "no_answer",
            "file_missing",
            "syntax_error",
            "permission_denied",
            "outside_workspace",
            "blocked",
            "model_error",
            "model_refused",
            "rejected",
            "criticised",
            "timeout",
            "turn_limit",
            "token_limit",
            "tool_call_limit",
            "loop",
            "answer_cut",
            "budget_exhausted"),
        wireNames(any -> true));
  }

  @Test
  void everyCategoryIsFoundByItsWireNameAndOthersAreNot() {
    for (var category : FailureCategory.values()) {
      assertEquals(Optional.of(category), FailureCategory.find(category.wireName()));
    }
    assertEquals(Optional.empty(), FailureCategory.find("of_another_version"));
  }

  private static FailureCategory categoryOf(Verdict.Check... checks) {
    return FailureCategory.of(new Verdict(Verdict.Outcome.FAILED, 1, 0, "no", List.of(checks)), "");
  }

  @Test
  void aFailedVerificationIsClassifiedByItsFailedChecks() {
    var answer = new Verdict.Check("answer", true, "there is an answer");
    var calls = new Verdict.Check("tool_calls", false, "write_file failed");
    var file = new Verdict.Check("file a b.md", false, "it does not exist");
    assertEquals(FailureCategory.FILE_MISSING, categoryOf(answer, calls, file));
    assertEquals(FailureCategory.VERIFICATION, categoryOf(answer, calls));
    assertEquals(FailureCategory.VERIFICATION, categoryOf());
  }

  @Test
  void aFailedLastToolCallIsClassifiedByItsErrorCode() {
    assertEquals(FailureCategory.FILE_MISSING, ofLastCall("file_not_found"));
    assertEquals(FailureCategory.PERMISSION_DENIED, ofLastCall("permission_denied"));
    assertEquals(FailureCategory.OUTSIDE_WORKSPACE, ofLastCall("outside_workspace"));
    assertEquals(FailureCategory.TIMEOUT, ofLastCall("timeout"));
    assertEquals(FailureCategory.VERIFICATION, ofLastCall("nonzero_exit"));
  }

  private static FailureCategory ofLastCall(String errorCode) {
    var check = new Verdict.Check("tool_calls", false, "the last tool call failed");
    var verdict = new Verdict(Verdict.Outcome.FAILED, 1, 0, "no", List.of(check));
    return FailureCategory.of(verdict, errorCode);
  }

  @Test
  void permanentFailuresAreNotRetried() {
    assertEquals(
        List.of("blocked", "model_refused", "rejected", "budget_exhausted"),
        wireNames(each -> !each.isRetryable()));
  }

  @Test
  void decisionsOfTheUserAndRejectedRequestsAreNotReplanned() {
    assertEquals(
        List.of("model_refused", "rejected", "criticised", "budget_exhausted"),
        wireNames(each -> !each.isReplannable()));
  }
}
