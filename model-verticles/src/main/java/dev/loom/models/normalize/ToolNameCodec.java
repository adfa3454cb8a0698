package dev.loom.models.normalize;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.id.Sha256;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Encodes tool names so that every endpoint accepts them, and decodes them.
///
/// Accepted names stay unchanged. Other names are encoded as their valid characters and part of
/// their hash, so that the encoded name rarely depends on the other tools.
public final class ToolNameCodec {
  private static final int CHARS_MAX = 64;
  private static final int HASH_CHARS = 8;
  private static final Pattern ACCEPTED =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0," + (CHARS_MAX - 1) + "}");
  private static final Pattern VALID_START = Pattern.compile("[A-Za-z_]");
  private static final Pattern INVALID_CHARS = Pattern.compile("[^A-Za-z0-9_-]+");

  /// The codec for requests whose names need no encoding.
  private static final ToolNameCodec IDENTITY = new ToolNameCodec(Set.of());

  private final Map<String, String> encodedNames = new HashMap<>();
  private final Map<String, String> decodedNames = new HashMap<>();
  private final Map<String, Optional<String>> namesWithoutHash = new HashMap<>();

  private ToolNameCodec(Set<String> toolNames) {
    toolNames.stream()
        .filter(ToolNameCodec::isAccepted)
        .forEach(name -> decodedNames.put(name, name));
    toolNames.stream().filter(name -> !isAccepted(name)).sorted().forEach(this::add);
    namesWithoutHash.keySet().removeAll(decodedNames.keySet());
  }

  private void add(String name) {
    var encoded = withHash(name, 0);
    for (var salt = 1; decodedNames.containsKey(encoded); salt++) {
      encoded = withHash(name, salt);
    }
    decodedNames.put(encoded, name);
    encodedNames.put(name, encoded);
    namesWithoutHash.merge(
        replaceInvalidChars(name), Optional.of(name), (one, other) -> Optional.empty());
  }

  /// Returns a codec for all tool names in a request's tools and messages.
  public static ToolNameCodec forRequest(ModelRequest request) {
    var toolNames = new HashSet<String>();
    request.tools().forEach(tool -> toolNames.add(tool.name()));
    for (var message : request.messages()) {
      switch (message) {
        case Message.Assistant assistant ->
            assistant.toolCalls().forEach(call -> toolNames.add(call.name()));
        case Message.ToolOutput output -> toolNames.add(output.toolName());
        case Message.System _ -> {}
        case Message.User _ -> {}
      }
    }
    return toolNames.stream().allMatch(ToolNameCodec::isAccepted)
        ? IDENTITY
        : new ToolNameCodec(toolNames);
  }

  private static boolean isAccepted(String name) {
    return ACCEPTED.matcher(name).matches();
  }

  private static String replaceInvalidChars(String name) {
    var readable = INVALID_CHARS.matcher(name).replaceAll("_");
    return VALID_START.matcher(readable).lookingAt() ? readable : "tool_" + readable;
  }

  private static String withHash(String name, int salt) {
    var digest = Sha256.hex(salt == 0 ? name : name + "\n" + salt);
    var hash = "_" + digest.substring(0, HASH_CHARS);
    var readable = replaceInvalidChars(name);
    var readableCharsMax = CHARS_MAX - hash.length();
    return readable.substring(0, Math.min(readableCharsMax, readable.length())) + hash;
  }

  /// Returns the encoded name of a tool of the request.
  public String encodeName(String name) {
    return encodedNames.getOrDefault(name, name);
  }

  /// Returns the tool for an encoded name, or the name itself if unknown. A name without its hash
  /// is accepted if it identifies one tool.
  public String decodeName(String encoded) {
    var known = decodedNames.get(encoded);
    return known == null
        ? namesWithoutHash.getOrDefault(encoded, Optional.empty()).orElse(encoded)
        : known;
  }

  /// Returns the request with all tool names encoded; the same instance if nothing changes.
  public ModelRequest encode(ModelRequest request) {
    if (encodedNames.isEmpty()) {
      return request;
    }
    return new ModelRequest(
        request.role(),
        request.messages().stream().map(this::encode).toList(),
        request.tools().stream().map(this::encode).toList(),
        request.responseSchema());
  }

  private ToolDescription encode(ToolDescription tool) {
    return new ToolDescription(encodeName(tool.name()), tool.description(), tool.parameters());
  }

  private Message encode(Message message) {
    return switch (message) {
      case Message.Assistant assistant ->
          new Message.Assistant(
              assistant.text(),
              assistant.toolCalls().stream()
                  .map(call -> withName(call, encodeName(call.name())))
                  .toList(),
              assistant.continuation());
      case Message.ToolOutput output ->
          new Message.ToolOutput(
              output.callId(),
              encodeName(output.toolName()),
              output.text(),
              output.failed(),
              output.data(),
              output.content());
      case Message.System system -> system;
      case Message.User user -> user;
    };
  }

  /// Returns the response with all tool names decoded.
  public ModelResponse decode(ModelResponse response) {
    if (encodedNames.isEmpty() || response.toolCalls().isEmpty()) {
      return response;
    }
    var calls =
        response.toolCalls().stream().map(call -> withName(call, decodeName(call.name()))).toList();
    return ResponseNormalizer.withCalls(response, response.text(), calls);
  }

  private static ToolCall withName(ToolCall call, String name) {
    return new ToolCall(call.id(), name, call.arguments(), call.malformed());
  }
}
