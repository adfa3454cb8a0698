package dev.loom.models.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.CapabilityOverrides;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.ProviderProtocol;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenAiProtocolsTest {
  private static Endpoint endpoint(String base, String key) {
    return new Endpoint(
        "m",
        URI.create(base),
        "m-1",
        key,
        new ModelConfig.Generation(10, 0, Optional.empty(), ""),
        "",
        CapabilityOverrides.UNSPECIFIED,
        Endpoint.SettingNames.forAlias("m"));
  }

  private static Optional<String> diagnose(String... ids) {
    var body = Json.mapper().createObjectNode();
    for (var id : ids) {
      body.withArray("data").addObject().put("id", id);
    }
    return new ChatCompletions(endpoint("http://host/v1", "")).diagnose(200, body);
  }

  @Test
  void onlyOpenAisOwnHostIsOpenAi() {
    assertTrue(ChatCompletions.isOpenAi(endpoint("https://api.openai.com/v1", "")));
    assertFalse(ChatCompletions.isOpenAi(endpoint("https://api.openai.com.example/v1", "")));
  }

  @Test
  void theKeyIsSentOnlyIfThereIsOne() {
    assertEquals(Map.of(), new ChatCompletions(endpoint("http://host/v1", "")).headers());
    assertEquals(
        Map.of("authorization", "Bearer k"),
        new ChatCompletions(endpoint("http://host/v1", "k")).headers());
  }

  @Test
  void azureGetsItsKeyInItsOwnHeaderAndTheQueryAtTheEnd() {
    var azure =
        new ChatCompletions(
            endpoint("https://x.openai.azure.com/openai/deployments/gpt?api-version=1", "k"));
    assertEquals(Map.of("api-key", "k"), azure.headers());
    assertEquals(
        "https://x.openai.azure.com/openai/deployments/gpt/models?api-version=1",
        azure.modelsUrl());
  }

  @Test
  void aMissingModelIsReportedWithSomeOfTheAvailableOnes() {
    assertEquals(
        Optional.of(
            "The model 'm-1' is not one of those at http://host/v1 (1, 2, 3, 4, 5, 6, 7, 8, …);"
                + " change models.m.model."),
        diagnose("1", "2", "3", "4", "5", "6", "7", "8", "9"));
  }

  @Test
  void aServerWithOneModelOrWithoutAListServesAnyName() {
    assertEquals(Optional.empty(), diagnose("other"));
    assertEquals(Optional.empty(), diagnose("other", "m-1"));
    assertEquals(
        Optional.empty(),
        new ChatCompletions(endpoint("http://host/v1", ""))
            .diagnose(200, MissingNode.getInstance()));
  }

  @Test
  void aCallIdThatTheEndpointRejectsIsEncodedDeterministicallyAndUniquely() {
    var accepted = Pattern.compile("[a-z0-9_]{1,40}");
    assertEquals("call_1", ProviderProtocol.encodeCallId("call_1", accepted));
    var encoded = ProviderProtocol.encodeCallId("functions.read:0", accepted);
    assertTrue(accepted.matcher(encoded).matches(), encoded);
    assertEquals(encoded, ProviderProtocol.encodeCallId("functions.read:0", accepted));
    assertNotEquals(encoded, ProviderProtocol.encodeCallId("functions.read:1", accepted));
  }

  private static JsonNode encoded(ProviderProtocol protocol, Message... messages) {
    var request =
        new ModelRequest(ModelRole.EXECUTOR, List.of(messages), List.of(), Optional.empty());
    return Json.parse(Json.write(protocol.encode(request, Set.of())));
  }

  /// BerriAI/litellm#16895: the id holds a thought signature.
  @Test
  void aLongIdReturnsUnchanged() {
    var id = "call_1__thought__" + "c2ln".repeat(15);
    var messages =
        encoded(
                new ChatCompletions(endpoint("http://host/v1", "")),
                new Message.Assistant("", List.of(new ToolCall(id, "read", Map.of()))),
                new Message.ToolOutput(id, "read", "x", false))
            .path("messages");
    assertEquals(id, messages.at("/0/tool_calls/0/id").asText());
    assertEquals(id, messages.at("/1/tool_call_id").asText());
  }

  /// anomalyco/opencode#31259, BiFangKNT/mtga#68.
  @Test
  void noBlankTextIsSent() {
    var call = new Message.Assistant("\n", List.of(new ToolCall("a", "read", Map.of())));
    var input = encoded(new OpenAiResponses(endpoint("http://host/v1", "")), call).path("input");
    assertEquals("function_call", input.at("/0/type").asText());
    var chat = new ChatCompletions(endpoint("http://host/v1", ""));
    var messages = encoded(chat, new Message.System(""), new Message.User(" ")).path("messages");
    assertEquals("(nothing)", messages.at("/0/content").asText());
    assertEquals("(nothing)", messages.at("/1/content").asText());
  }

  @Test
  void aToolWithoutParametersGetsAnObjectSchema() {
    var tools = List.of(new ToolDescription("read", "Reads.", Map.of()));
    var request =
        new ModelRequest(
            ModelRole.EXECUTOR, List.of(new Message.User("go")), tools, Optional.empty());
    var protocol = new ChatCompletions(endpoint("http://host/v1", ""));
    for (var turn = 0; turn < 2; turn++) {
      var body = Json.parse(Json.write(protocol.encode(request, Set.of())));
      assertEquals(
          Json.parse("{\"type\":\"object\",\"properties\":{}}"),
          body.at("/tools/0/function/parameters"));
    }
  }
}
