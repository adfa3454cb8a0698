package dev.loom.engine.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptEntry.ExchangeOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTraceTest {
  private static final Message RULES = new Message.System("Check the subtask.");
  private static final Message EVIDENCE = new Message.User("a.md exists");

  /// Two votes are requested at the same time; the second response arrives first.
  private static final TranscriptEntry FIRST_VOTE =
      vote("s1.1.2.verify.0", new ExchangeOrder(1, 4), 0, List.of(RULES, EVIDENCE));

  private static final TranscriptEntry SECOND_VOTE =
      vote("s1.1.2.verify.1", new ExchangeOrder(2, 3), 2, List.of());

  private static TranscriptEntry vote(
      String step, ExchangeOrder order, int sameMessages, List<Message> messages) {
    return new TranscriptEntry.ModelCall(
        step,
        ModelRole.VERIFIER,
        Optional.of(new SubtaskId("s1")),
        1,
        order,
        sameMessages,
        messages,
        Optional.empty(),
        Optional.empty());
  }

  private static Map<String, List<Message>> prompts(TranscriptEntry... entries) {
    var header = new TranscriptEntry.Header(1, "dev", Instant.EPOCH);
    return RunTrace.from(new Transcript("run", header, List.of(entries))).prompts();
  }

  @Test
  void sharedMessagesAreTakenFromThePreviousRequestWhateverOrderTheRepliesHave() {
    assertEquals(
        Map.of(
            "s1.1.2.verify.0", List.of(RULES, EVIDENCE),
            "s1.1.2.verify.1", List.of(RULES, EVIDENCE)),
        prompts(SECOND_VOTE, FIRST_VOTE));
  }

  @Test
  void aPromptWhoseSharedMessagesWereCutOffIsNotCompared() {
    assertEquals(Map.of(), prompts(SECOND_VOTE));
  }

  @Test
  void aPromptWithoutSharedMessagesIsComparedWhateverWasCutOff() {
    var alone = vote("s1.1.3.verify.0", new ExchangeOrder(7, 8), 0, List.of(RULES));
    assertEquals(Map.of("s1.1.3.verify.0", List.of(RULES)), prompts(alone));
  }
}
