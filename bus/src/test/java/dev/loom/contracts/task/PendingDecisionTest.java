package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PendingDecisionTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:11:12Z");

  private static void assertJson(String json, PendingDecision decision) {
    assertEquals(json, Json.write(decision));
    assertEquals(decision, Json.read(json, PendingDecision.class));
  }

  @Test
  void everyKindHasTheSameJsonFields() {
    assertJson(
        "{\"kind\":\"approval\",\"id\":\"s1.1.1.1\",\"subtask_id\":\"s1\",\"text\":\"Deletes\","
            + "\"proposed_action\":\"rm -rf build\",\"options\":[],\"risk_level\":\"high\","
            + "\"action_hash\":\"ab\",\"expires_at\":\"2026-11-22T10:11:12Z\"}",
        new PendingDecision.Approval(
            "s1.1.1.1", new SubtaskId("s1"), "Deletes", "rm -rf build", RiskLevel.HIGH, "ab", AT));
    assertJson(
        "{\"kind\":\"question\",\"id\":\"q\",\"subtask_id\":\"s1\",\"text\":\"Which?\","
            + "\"proposed_action\":\"\",\"options\":[\"a\"],\"risk_level\":null,"
            + "\"action_hash\":\"\",\"expires_at\":\"2026-11-22T10:11:12Z\"}",
        new PendingDecision.Question("q", new SubtaskId("s1"), "Which?", List.of("a"), AT));
    assertJson(
        "{\"kind\":\"budget\",\"id\":\"b\",\"subtask_id\":null,\"text\":\"Used up.\","
            + "\"proposed_action\":\"\",\"options\":[\"raise\"],\"risk_level\":null,"
            + "\"action_hash\":\"\",\"expires_at\":\"2026-11-22T10:11:12Z\"}",
        new PendingDecision.Budget("b", "Used up.", List.of("raise"), AT));
  }
}
