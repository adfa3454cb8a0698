package dev.loom.models.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.json.Json;
import java.util.List;
import java.util.Map;

/// Writes a request in OpenAI's words.
///
/// Only fields that every server takes are sent. OpenAI itself is told `max_completion_tokens`,
/// which its newer models insist on, and gets the answer's schema; other servers differ too much in
/// what they make of a schema, so for them it stands in the prompt alone.
final class RequestWriter {
  private static final ObjectMapper MAPPER = Json.mapper();
  private static final Map<String, Object> NO_PARAMETERS =
      Map.of("type", "object", "properties", Map.of());

  private final Endpoint endpoint;

  /// Replaced as a whole by whichever call sees other tools first.
  private volatile Offered offered = new Offered(List.of(), "[]");

  private record Offered(List<ToolDescription> tools, String text) {}

  RequestWriter(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  byte[] write(ModelRequest request) {
    var body = MAPPER.createObjectNode();
    body.put("model", endpoint.model());
    var messages = body.putArray("messages");
    request.messages().forEach(message -> write(message, messages.addObject()));
    if (!request.tools().isEmpty()) {
      body.putRawValue("tools", new RawValue(toolsText(request.tools())));
    }
    body.put(endpoint.isOpenAi() ? "max_completion_tokens" : "max_tokens", endpoint.maxTokens());
    endpoint.temperature().ifPresent(degree -> body.put("temperature", degree));
    if (endpoint.isOpenAi()) {
      request.responseSchema().ifPresent(schema -> writeSchema(schema, body));
    }
    body.put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("a tree always has a text", broken);
    }
  }

  private static void write(Message message, ObjectNode json) {
    switch (message) {
      case Message.System system -> json.put("role", "system").put("content", system.text());
      case Message.User user -> json.put("role", "user").put("content", user.text());
      case Message.Assistant assistant -> writeAssistant(assistant, json);
      case Message.ToolOutput output ->
          json.put("role", "tool")
              .put("tool_call_id", output.callId())
              .put("content", output.text());
    }
  }

  private static void writeAssistant(Message.Assistant assistant, ObjectNode json) {
    json.put("role", "assistant");
    if (assistant.toolCalls().isEmpty()) {
      json.put("content", assistant.text());
      return;
    }
    if (assistant.text().isEmpty()) {
      json.putNull("content");
    } else {
      json.put("content", assistant.text());
    }
    var calls = json.putArray("tool_calls");
    assistant.toolCalls().forEach(call -> writeCall(call, calls.addObject()));
  }

  /// The arguments of a malformed call go back as an empty object: several servers parse the
  /// history and refuse the whole request when a text there is no JSON.
  private static void writeCall(ToolCall call, ObjectNode json) {
    json.put("id", call.id()).put("type", "function");
    json.putObject("function")
        .put("name", call.name())
        .put("arguments", Json.write(call.arguments()));
  }

  /// The same tools are offered turn after turn; their text is the largest part of most requests.
  private String toolsText(List<ToolDescription> tools) {
    var last = offered;
    if (!last.tools().equals(tools)) {
      last = new Offered(tools, written(tools));
      offered = last;
    }
    return last.text();
  }

  private static String written(List<ToolDescription> tools) {
    var json = MAPPER.createArrayNode();
    for (var tool : tools) {
      var parameters = tool.parameters().isEmpty() ? NO_PARAMETERS : tool.parameters();
      json.addObject()
          .put("type", "function")
          .putObject("function")
          .put("name", tool.name())
          .put("description", tool.description())
          .set("parameters", MAPPER.valueToTree(parameters));
    }
    return json.toString();
  }

  private static void writeSchema(Map<String, Object> schema, ObjectNode body) {
    var format = body.putObject("response_format").put("type", "json_schema");
    format
        .putObject("json_schema")
        .put("name", "answer")
        .put("strict", false)
        .set("schema", MAPPER.valueToTree(schema));
  }
}
