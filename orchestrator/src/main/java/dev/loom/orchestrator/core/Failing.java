package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.SubtaskFailed;
import dev.loom.contracts.id.SubtaskId;

/// Records that an attempt failed. Whether it is tried again is [Settling]'s to say.
final class Failing {
  private Failing() {}

  /// @param category for programs; [#isFinal] tells those that another attempt cannot mend
  static void fail(
      Draft draft, SubtaskId subtask, String feedback, String category, int verificationTier) {
    var attempt = draft.state().subtask(subtask).orElseThrow().attempt().number();
    draft.record(new SubtaskFailed(subtask, attempt, verificationTier, feedback, category));
  }

  /// A model that says it cannot do it, an endpoint that will not answer, a person that said no:
  /// asking the same again changes nothing.
  static boolean isFinal(String category) {
    return category.equals("blocked")
        || category.equals("model_refused")
        || category.equals("rejected");
  }
}
