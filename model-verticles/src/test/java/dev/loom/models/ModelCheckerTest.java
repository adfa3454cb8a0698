package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.model.CheckModels;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ModelCheckerTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private CheckModels.ModelCheck check(ModelConfig model) throws InterruptedException {
    var config = LoomConfig.defaults().withModels(Map.of("m", model));
    return new ModelChecker(vertx, config, Map.of()).run().checks().getFirst();
  }

  private static ModelConfig ollama(String url) {
    return ModelConfig.create("ollama", url, "m-1", "");
  }

  @Test
  void aModelThatCallsTheRequestedToolHasNoProblem() throws Exception {
    var server = new StrictOllama(vertx);
    server.models.add("m-1");
    server.enqueue(ScriptedResponse.toolCall("a", "say", "{\"word\":\"ready\"}"));
    var check = check(ollama(server.url()));
    assertEquals(List.of(), check.problems());
    assertEquals("called the tool as requested", check.response());
  }

  @Test
  void aModelThatAnswersWithTextInsteadOfTheToolCallHasAProblem() throws Exception {
    var server = new StrictOllama(vertx);
    server.models.add("m-1");
    var check = check(ollama(server.url()));
    assertTrue(
        check.problems().getFirst().startsWith("It did not call a tool as requested"),
        check.problems()::toString);
  }

  @Test
  void aMissingModelIsReportedWithoutAProbe() throws Exception {
    var server = new StrictOllama(vertx);
    server.models.add("other");
    var check = check(ollama(server.url()));
    assertTrue(check.problems().getFirst().contains("ollama pull m-1"), check.problems()::toString);
    assertEquals(List.of(), server.requests);
  }
}
