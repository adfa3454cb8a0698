package dev.loom.memory;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// An event as it is stored: its JSON with long texts cut, and those texts by hash.
///
/// Which texts were cut is said beside the event, not inside it, so nothing that a model or a tool
/// wrote can pass for a reference to somebody else's text.
///
/// @param data the event's fields, long texts cut
/// @param blobs JSON Pointer to hash, as JSON
/// @param texts hash to whole text
record StoredEvent(String data, String blobs, Map<String, String> texts) {
  /// A longer text is stored once beside the event.
  static final int TEXT_CHARS_MAX = 4_096;

  /// How much of it readers of the event see.
  static final int PREVIEW_CHARS = 1_024;

  private static final String NO_BLOBS = "{}";

  /// Encodes an event.
  static StoredEvent encode(TaskEvent.Recorded event) {
    var whole = Json.write(event);
    // An event shorter than the limit cannot hold a text longer than it.
    if (whole.length() <= TEXT_CHARS_MAX) {
      return new StoredEvent(whole, NO_BLOBS, Map.of());
    }
    var root = Json.mapper().<ObjectNode>valueToTree(event);
    var hashes = new LinkedHashMap<String, String>();
    var texts = new LinkedHashMap<String, String>();
    extractLongTexts(root, JsonPointer.empty(), hashes, texts);
    return texts.isEmpty()
        ? new StoredEvent(whole, NO_BLOBS, Map.of())
        : new StoredEvent(root.toString(), Json.write(hashes), texts);
  }

  private static void extractLongTexts(
      JsonNode node, JsonPointer at, Map<String, String> hashes, Map<String, String> texts) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(
                  field -> {
                    var pointer = at.appendProperty(field.getKey());
                    if (isLong(field.getValue())) {
                      field.setValue(extractText(field.getValue(), pointer, hashes, texts));
                    } else {
                      extractLongTexts(field.getValue(), pointer, hashes, texts);
                    }
                  });
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          var pointer = at.appendIndex(i);
          if (isLong(array.get(i))) {
            array.set(i, extractText(array.get(i), pointer, hashes, texts));
          } else {
            extractLongTexts(array.get(i), pointer, hashes, texts);
          }
        }
      }
      default -> {
        // A short text, a number, a flag or null stays as it is.
      }
    }
  }

  private static boolean isLong(JsonNode node) {
    return node.isTextual() && node.textValue().length() > TEXT_CHARS_MAX;
  }

  private static TextNode extractText(
      JsonNode node, JsonPointer at, Map<String, String> hashes, Map<String, String> texts) {
    var text = node.textValue();
    var hash = Sha256.hex(text);
    hashes.put(at.toString(), hash);
    texts.put(hash, text);
    int end = Character.isHighSurrogate(text.charAt(PREVIEW_CHARS - 1)) ? 1 : 0;
    return TextNode.valueOf(
        text.substring(0, PREVIEW_CHARS - end)
            + "… ["
            + (text.length() - PREVIEW_CHARS + end)
            + " more characters]");
  }

  /// Decodes an event.
  ///
  /// @param type its wire name
  /// @param version the version it was written in
  /// @param texts the whole texts by hash, for every hash in `blobs`
  /// @throws IllegalArgumentException when it was written by a version of Loom this one cannot read
  static TaskEvent.Recorded decode(
      String type, int version, String data, String blobs, Map<String, String> texts) {
    if (version != TaskEvent.VERSION) {
      throw new IllegalArgumentException(
          "an event of version " + version + "; this Loom reads version " + TaskEvent.VERSION);
    }
    try {
      var root = Json.mapper().readTree(data);
      hashes(blobs).forEach((pointer, hash) -> put(root, pointer, texts.get(hash)));
      var shape = EventType.ofWireName(type).eventClass().asSubclass(TaskEvent.Recorded.class);
      return Json.mapper().treeToValue(root, shape);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("not a " + type + ": " + Json.describe(broken), broken);
    }
  }

  /// JSON Pointer to hash.
  static Map<String, String> hashes(String blobs) {
    var hashes = new LinkedHashMap<String, String>();
    if (!blobs.equals(NO_BLOBS)) {
      Json.parse(blobs)
          .properties()
          .forEach(field -> hashes.put(field.getKey(), field.getValue().asText()));
    }
    return hashes;
  }

  private static void put(JsonNode root, String pointer, String text) {
    if (text == null) {
      throw new IllegalArgumentException("a text of the event at " + pointer + " is missing");
    }
    var at = JsonPointer.compile(pointer);
    var last = at.last();
    switch (root.at(at.head())) {
      case ObjectNode object -> object.put(last.getMatchingProperty(), text);
      case ArrayNode array -> array.set(last.getMatchingIndex(), TextNode.valueOf(text));
      default -> throw new IllegalArgumentException("the event has nothing at " + pointer);
    }
  }
}
