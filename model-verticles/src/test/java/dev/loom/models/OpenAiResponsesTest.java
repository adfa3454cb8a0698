package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.config.ModelConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiResponsesTest extends ProviderContract {
  @Override
  String protocol() {
    return "responses";
  }

  @Override
  StrictServer server(Vertx vertx) {
    return new StrictOpenAiResponses(vertx);
  }

  @Override
  public String base(String url) {
    return url + "/v1";
  }

  @Override
  public ModelConfig config(String url, String model, Optional<Double> temperature) {
    return ModelConfig.forEndpoint(
            new ModelConfig.Endpoint("openai", url + "/v1", model, "${M_KEY}", "responses", ""))
        .withGeneration(new ModelConfig.Generation(100, 0, temperature, ""));
  }

  @Test
  void nothingIsStoredAtTheServer() throws Exception {
    harness().complete();
    assertEquals("false", harness().server.requests.getFirst().path("store").asText());
    assertEquals(List.of("Bearer " + ProviderHarness.KEY), harness().server.authorizations);
  }

  @Test
  void aRefusalIsReportedAsRefusal() throws Exception {
    var text = harness().encode(ScriptedResponse.text("I will not"));
    harness()
        .server
        .enqueue(
            StrictServer.stream(
                text.replace("response.output_text.delta", "response.refusal.delta")));
    var response = harness().complete();
    assertEquals(ModelResponse.StopReason.REFUSAL, response.stop());
    assertEquals("I will not", response.text());
  }

  private static String event(String json) {
    return "data: " + json + "\n\n";
  }

  /// Servers that announce no item: vllm-project/vllm#29947 and #36445.
  @Test
  void aCallIsNamedByItsCompleteItem() throws Exception {
    harness()
        .server
        .enqueue(
            StrictServer.stream(
                event("{\"type\":\"response.created\",\"response\":{}}")
                    + event(
                        "{\"type\":\"response.function_call_arguments.delta\",\"output_index\":1,\"delta\":\"{\\\"path\\\":\\\"x\\\"}\"}")
                    + event(
                        "{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":{\"type\":\"function_call\",\"call_id\":\"a\",\"name\":\"read\",\"arguments\":\"{\\\"path\\\":\\\"x\\\"}\"}}")
                    + event(
                        "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}")));
    assertEquals(
        List.of(new ToolCall("a", "read", Map.of("path", "x"))), harness().complete().toolCalls());
  }

  /// Calls that the server made itself, as in ag2ai/ag2#2695.
  @ParameterizedTest
  @ValueSource(strings = {"web_search_call", "mcp_call", "code_interpreter_call"})
  void anItemOfTheServersOwnToolsIsNoCall(String type) throws Exception {
    var item =
        "\"output_index\":0,\"item\":{\"type\":\"%s\",\"id\":\"a\",\"name\":\"x\",\"arguments\":\"{}\"}}";
    harness()
        .server
        .enqueue(
            StrictServer.stream(
                event(("{\"type\":\"response.output_item.added\"," + item).formatted(type))
                    + event(("{\"type\":\"response.output_item.done\"," + item).formatted(type))
                    + event("{\"type\":\"response.mcp_call_arguments.delta\",\"delta\":\"{}\"}")
                    + event(
                        "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}")));
    assertEquals(List.of(), harness().complete().toolCalls());
  }

  /// envoyproxy/ai-gateway#2184.
  @Test
  void aFailedResponseReportsTheTokensThatAreBilled() {
    harness()
        .server
        .enqueue(
            StrictServer.stream(
                event("{\"type\":\"response.created\",\"response\":{}}")
                    + event(
                        "{\"type\":\"response.failed\",\"response\":{\"error\":{\"message\":\"x\"},\"usage\":{\"input_tokens\":900,\"output_tokens\":40}}}")));
    assertEquals(new TokenUsage(900, 40), harness().failure(ProviderHarness.LONG_TIMEOUTS).usage());
  }

  @Test
  void aFailedResponseIsReportedWithItsReason() {
    harness()
        .server
        .enqueue(
            StrictServer.stream(
                harness().encode(ScriptedResponse.text("a").unfinished())
                    + "event: response.failed\n"
                    + "data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\","
                    + "\"error\":{\"code\":\"server_error\",\"message\":\"overloaded\"}}}\n\n"));
    var message = harness().failure(ProviderHarness.LONG_TIMEOUTS).getMessage();
    assertEquals(
        "The model server at "
            + base(harness().server.url())
            + " aborted its response: overloaded.",
        message);
  }
}
