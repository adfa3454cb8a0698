package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlanWriterTest {
  @Test
  void onlyTheReportIsASynthesisWithADeliverable() throws Exception {
    var plan = FakeToolConversation.plan("Find all TODOs and save them to a.md");
    var find = plan.at("/0");
    var save = plan.at("/1");
    assertEquals("find-markers", find.path("id").asText());
    assertEquals(1, find.path("verification_tier").asInt());
    assertEquals("[\"find-markers\"]", save.path("depends_on").toString());
    assertEquals("[\"a.md\"]", save.path("deliverables").toString());
    assertEquals(2, save.path("verification_tier").asInt());
    assertEquals(true, save.path("is_synthesis").asBoolean());
    assertEquals(false, find.path("is_synthesis").asBoolean());
  }
}
