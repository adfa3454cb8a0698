package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ModelCapabilities;
import dev.loom.contracts.config.ModelConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResponsesTest extends ProviderContract {
  @Override
  String wire() {
    return "responses";
  }

  @Override
  StrictServer server(Vertx vertx) {
    return new StrictResponses(vertx);
  }

  @Override
  public String base(String url) {
    return url + "/v1";
  }

  @Override
  public ModelConfig config(String url, String model, Optional<Double> temperature) {
    return new ModelConfig(
        "openai",
        url + "/v1",
        model,
        Set.of(ModelRole.EXECUTOR),
        100,
        0,
        "${M_KEY}",
        temperature,
        0,
        "responses",
        "",
        "",
        "",
        ModelCapabilities.UNSPECIFIED,
        0,
        Optional.empty(),
        0);
  }

  @Test
  void nothingIsStoredAtTheServer() throws Exception {
    stage().ask();
    assertEquals("false", stage().server.requests.getFirst().path("store").asText());
    assertEquals(List.of("Bearer " + Stage.KEY), stage().server.authorizations);
  }

  @Test
  void aRefusalIsARefusal() throws Exception {
    var text = stage().told(Tale.saying("I will not"));
    stage()
        .server
        .next(
            StrictServer.stream(
                text.replace("response.output_text.delta", "response.refusal.delta")));
    var response = stage().ask();
    assertEquals(ModelResponse.StopReason.REFUSAL, response.stop());
    assertEquals("I will not", response.text());
  }

  @Test
  void aResponseThatFailedSaysWhy() {
    stage()
        .server
        .next(
            StrictServer.stream(
                stage().told(Tale.saying("a").unfinished())
                    + "event: response.failed\n"
                    + "data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\","
                    + "\"error\":{\"code\":\"server_error\",\"message\":\"overloaded\"}}}\n\n"));
    var message = stage().failure(Stage.PATIENT).getMessage();
    assertEquals(
        "The model server at " + base(stage().server.url()) + " broke off its answer: overloaded.",
        message);
  }
}
