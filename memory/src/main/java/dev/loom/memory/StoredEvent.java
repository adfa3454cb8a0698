package dev.loom.memory;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.bus.json.EventFormat;
import dev.loom.bus.json.Json;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.text.TextTruncator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Stored form of an event: its JSON with long texts truncated, and the complete texts by hash.
///
/// References to texts are stored beside the event, not inside it, so that content written by a
/// model or tool cannot pose as a reference.
///
/// @param data event fields as JSON, long texts truncated
/// @param blobs JSON object from JSON Pointer to hash
/// @param texts complete texts by hash
record StoredEvent(String data, String blobs, Map<String, String> texts) {
  /// Length above which a text is stored separately.
  static final int TEXT_CHARS_MAX = 4_096;

  /// Length of the beginning of a long text that stays in the event.
  static final int PREVIEW_CHARS = 1_024;

  private static final String NO_BLOBS = "{}";

  /// Encodes an event.
  static StoredEvent encode(TaskEvent.Recorded event) {
    var json = Json.write(event);
    // JSON within the limit cannot contain a text above it.
    if (json.length() <= TEXT_CHARS_MAX) {
      return new StoredEvent(json, NO_BLOBS, Map.of());
    }
    var root = Json.mapper().<ObjectNode>valueToTree(event);
    var hashes = new LinkedHashMap<String, String>();
    var texts = new LinkedHashMap<String, String>();
    extract(root, JsonPointer.empty(), hashes, texts);
    return texts.isEmpty()
        ? new StoredEvent(json, NO_BLOBS, Map.of())
        : new StoredEvent(root.toString(), Json.write(hashes), texts);
  }

  /// Returns the node with its long texts replaced by their beginnings.
  private static JsonNode extract(
      JsonNode node, JsonPointer path, Map<String, String> hashes, Map<String, String> texts) {
    switch (node) {
      case ObjectNode object -> {
        for (var field : object.properties()) {
          var pointer = path.appendProperty(field.getKey());
          field.setValue(extract(field.getValue(), pointer, hashes, texts));
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, extract(array.get(i), path.appendIndex(i), hashes, texts));
        }
      }
      case TextNode text when text.textValue().length() > TEXT_CHARS_MAX -> {
        return extractText(text.textValue(), path, hashes, texts);
      }
      default -> {
        // Short texts, numbers, booleans and null stay in place.
      }
    }
    return node;
  }

  private static TextNode extractText(
      String text, JsonPointer pointer, Map<String, String> hashes, Map<String, String> texts) {
    var hash = Sha256.hex(text);
    hashes.put(pointer.toString(), hash);
    texts.put(hash, text);
    var preview = TextTruncator.head(text, PREVIEW_CHARS);
    int omitted = text.length() - preview.length();
    return TextNode.valueOf(preview + "… [" + omitted + " more characters]");
  }

  /// Decodes an event.
  ///
  /// @param type external name of the event type
  /// @param version event format version
  /// @param texts complete texts by hash, for every hash in `blobs`
  /// @throws IllegalArgumentException if the event cannot be decoded by this version of Loom
  static TaskEvent.Recorded decode(
      String type, int version, String data, String blobs, Map<String, String> texts) {
    if (!(Json.parse(data) instanceof ObjectNode root)) {
      throw new IllegalArgumentException("not a JSON object");
    }
    hashes(blobs).forEach((pointer, hash) -> restoreText(root, pointer, texts.get(hash)));
    return EventFormat.current().read(type, version, root);
  }

  /// Returns the text hashes by JSON Pointer.
  static Map<String, String> hashes(String blobs) {
    var hashes = new LinkedHashMap<String, String>();
    if (!blobs.equals(NO_BLOBS)) {
      Json.parse(blobs)
          .properties()
          .forEach(field -> hashes.put(field.getKey(), field.getValue().asText()));
    }
    return hashes;
  }

  private static void restoreText(JsonNode root, String pointer, String text) {
    if (text == null) {
      throw new IllegalArgumentException("the text at " + pointer + " of the event is missing");
    }
    var path = JsonPointer.compile(pointer);
    var last = path.last();
    switch (root.at(path.head())) {
      case ObjectNode object -> object.put(last.getMatchingProperty(), text);
      case ArrayNode array -> array.set(last.getMatchingIndex(), TextNode.valueOf(text));
      default -> throw new IllegalArgumentException("the event has no value at " + pointer);
    }
  }
}
