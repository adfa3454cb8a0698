package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class BlockedAnswerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BLOCKED: no disk",
        " blocked: no disk",
        "**Blocked:** no disk",
        "**BLOCKED**: no disk",
        "I tried twice.\n\nBLOCKED: no disk\n"
      })
  void aBlockedAnswerIsDetectedWithItsReason(String answer) {
    assertEquals(Optional.of("no disk"), BlockedAnswer.reason(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"blocked\",\"reason\":\"no disk\"}",
        "```json\n{\"reason\":\"no disk\",\"status\":\"Blocked\"}\n```"
      })
  void aBlockedAnswerInJsonIsDetected(String answer) {
    assertTrue(BlockedAnswer.reason(answer).orElseThrow().contains("no disk"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Blocked requests are answered with 403 now.",
        "The port is not blocked: I opened it.",
        "I made the list:\nBLOCKED: 3\nOPEN: 4",
        "{\"status\":\"done\",\"was\":\"blocked\"}"
      })
  void anAnswerThatOnlyMentionsBlockingIsAResult(String answer) {
    assertEquals(Optional.empty(), BlockedAnswer.reason(answer));
  }
}
