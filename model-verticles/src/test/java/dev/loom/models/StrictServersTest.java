package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// The strict servers reject the faults listed in `strict-server-rejections.csv`: each is a single
/// fault in a request that is accepted without it.
@Timeout(30)
class StrictServersTest {
  private static final Map<String, String> PATHS =
      Map.of(
          "chat", "/v1/chat/completions",
          "responses", "/v1/responses",
          "anthropic", "/v1/messages",
          "anthropic-old", "/v1/messages",
          "ollama", "/api/chat");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    vertx.close().await();
  }

  private StrictServer server(String protocol) {
    return switch (protocol) {
      case "chat" -> new StrictOpenAi(vertx);
      case "responses" -> new StrictOpenAiResponses(vertx);
      case "anthropic", "anthropic-old" -> new StrictAnthropic(vertx);
      default -> {
        var ollama = new StrictOllama(vertx);
        ollama.capabilities.put("plain", Set.of("completion"));
        yield ollama;
      }
    };
  }

  /// Returns a valid request with a tool turn.
  private static ObjectNode validRequest(String protocol) {
    var text =
        switch (protocol) {
          case "chat" ->
              """
              {"model":"m-1","max_tokens":100,"stream":true,"stream_options":{"include_usage":true},
               "tools":[{"type":"function","function":{"name":"read","description":"R","parameters":{"type":"object"}}}],
               "messages":[{"role":"system","content":"rules"},{"role":"user","content":"go"},
                {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"read","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"a","content":"text"}]}
              """;
          case "responses" ->
              """
              {"model":"m-1","max_output_tokens":100,"stream":true,"store":false,"instructions":"rules",
               "include":["reasoning.encrypted_content"],
               "tools":[{"type":"function","name":"read","description":"R","strict":false,"parameters":{"type":"object"}}],
               "input":[{"role":"user","content":"go"},
                {"type":"function_call","call_id":"a","name":"read","arguments":"{}"},
                {"type":"function_call_output","call_id":"a","output":"text"}]}
              """;
          case "ollama" ->
              """
              {"model":"m-1","options":{"num_ctx":4096},
               "tools":[{"type":"function","function":{"name":"read","description":"R","parameters":{"type":"object"}}}],
               "messages":[{"role":"user","content":"go"},
                {"role":"assistant","content":"","tool_calls":[{"function":{"name":"read","arguments":{}}}]},
                {"role":"tool","tool_name":"read","content":"text"}]}
              """;
          default ->
              """
              {"model":"m-1","max_tokens":2000,"stream":true,
               "system":[{"type":"text","text":"rules","cache_control":{"type":"ephemeral"}}],
               "tools":[{"name":"read","description":"R","input_schema":{"type":"object"}}],
               "messages":[{"role":"user","content":[{"type":"text","text":"go"}]},
                {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"read","input":{}}]},
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"text"},{"type":"text","text":"on"}]}]}
              """;
        };
    return (ObjectNode) Json.parse(text);
  }

  private HttpResponse<String> post(String protocol, StrictServer server, JsonNode body)
      throws IOException, InterruptedException {
    return client.send(
        requestTo(protocol, server).POST(BodyPublishers.ofString(body.toString())).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder requestTo(String protocol, StrictServer server) {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + PATHS.get(protocol)))
            .header("content-type", "application/json");
    return switch (protocol) {
      case "anthropic" ->
          request
              .header("anthropic-version", StrictAnthropic.NEWEST)
              .header("authorization", "Bearer k");
      case "anthropic-old" ->
          request.header("anthropic-version", StrictAnthropic.OLDEST).header("x-api-key", "k");
      default -> request.header("authorization", "Bearer k");
    };
  }

  /// @param pointer the JSON pointer of the fault
  /// @param value the value to put there; empty to remove what is there
  @ParameterizedTest
  @CsvFileSource(
      resources = "strict-server-rejections.csv",
      delimiter = '|',
      quoteCharacter = '~',
      commentCharacter = '#')
  void aRequestIsRejectedOnlyWithItsFault(
      String protocol, String pointer, String value, int status, String words) throws Exception {
    var server = server(protocol);
    var faulty = validRequest(protocol);
    put(faulty, pointer, value);
    var rejected = post(protocol, server, faulty);
    assertEquals(status, rejected.statusCode(), rejected.body());
    assertTrue(rejected.body().contains(words), rejected.body());
    assertTrue(Json.parse(rejected.body()).has("error"), rejected.body());
    var accepted = post(protocol, server, validRequest(protocol));
    assertEquals(200, accepted.statusCode(), accepted.body());
    assertEquals(1, server.requests.size());
  }

  private static void put(ObjectNode body, String pointer, String value) {
    var at = pointer.lastIndexOf('/');
    var parent = body.at(pointer.substring(0, at));
    var name = pointer.substring(at + 1);
    if (parent.isArray()) {
      var array = (ArrayNode) parent;
      var index = name.equals("-") ? array.size() : Integer.parseInt(name);
      if (value == null) {
        array.remove(index);
      } else if (name.equals("-")) {
        array.add(Json.parse(value));
      } else {
        array.set(index, Json.parse(value));
      }
    } else if (value == null) {
      ((ObjectNode) parent).remove(name);
    } else {
      ((ObjectNode) parent).set(name, Json.parse(value));
    }
  }

  @Test
  void everyUnsupportedScriptNamesAnExistingScript() {
    assertTrue(UnsupportedScripts.namesExist(), UnsupportedScripts.SCRIPTS::toString);
  }

  @Test
  void anthropicRequiresAKnownVersionAndTheKeyInItsHeader() throws Exception {
    var server = server("anthropic");
    var body = BodyPublishers.ofString(validRequest("anthropic").toString());
    for (var headers :
        new String[][] {
          {"400", "authorization", "Bearer k"},
          {"400", "anthropic-version", "2020-01-01", "authorization", "Bearer k"},
          {"401", "anthropic-version", StrictAnthropic.NEWEST},
          {"401", "anthropic-version", StrictAnthropic.NEWEST, "x-api-key", "k"},
          {"401", "anthropic-version", StrictAnthropic.OLDEST, "authorization", "Bearer k"}
        }) {
      var request =
          HttpRequest.newBuilder(URI.create(server.url() + "/v1/messages"))
              .header("content-type", "application/json");
      for (var at = 1; at < headers.length; at += 2) {
        request.header(headers[at], headers[at + 1]);
      }
      var answer = client.send(request.POST(body).build(), BodyHandlers.ofString());
      assertEquals(headers[0], "" + answer.statusCode(), answer.body());
    }
    assertEquals(0, server.requests.size());
  }

  @Test
  void anthropicRejectsReasoningThatItDidNotSign() throws Exception {
    var server = server("anthropic");
    server.enqueue(ScriptedResponse.thinking("hm").thenToolCall("a", "read", "{}"));
    var received = post("anthropic", server, validRequest("anthropic")).body();
    var signature = received.replaceAll("(?s).*\"signature\":\"([^\"]+)\".*", "$1");
    var signed = "\"signature\":\"" + signature + "\"}";
    var thinking = "{\"type\":\"thinking\",\"thinking\":";
    assertEquals(200, statusWith(server, 0, thinking + "\"hm\"," + signed));
    assertEquals(400, statusWith(server, 0, thinking + "\"h\"," + signed));
    assertEquals(400, statusWith(server, 0, thinking + "\"hm\",\"signature\":\"x\"}"));
    assertEquals(400, statusWith(server, 0, thinking + "\"hm\"}"));
    assertEquals(400, statusWith(server, 1, thinking + "\"hm\"," + signed), "behind its call");
  }

  private int statusWith(StrictServer server, int at, String block)
      throws IOException, InterruptedException {
    var body = validRequest("anthropic");
    ((ArrayNode) body.at("/messages/1/content")).insert(at, Json.parse(block));
    return post("anthropic", server, body).statusCode();
  }
}
