package dev.loom.bus.transcript;

import static dev.loom.contracts.transcript.TranscriptEntry.ServiceCall.SERVICES;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.text.TextFileDecoder;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A recorded run read from a transcript file.
///
/// @param name file name for messages
/// @param header first line
/// @param entries complete lines after the header
public record Transcript(
    String name, TranscriptEntry.Header header, List<TranscriptEntry> entries) {
  /// Maximum size of a transcript, for writing and reading.
  public static final long BYTES_MAX = 256L * 1024 * 1024;

  private static final String RECORD_HINT = " Record one with: loom run GOAL --record FILE";

  public Transcript {
    RecordChecks.requireNonNull(Transcript.class, name, header, entries);
    entries = List.copyOf(entries);
  }

  /// Reads a file. An incomplete last line, as left by a crash, is ignored.
  ///
  /// @throws TranscriptException if it is not a transcript of the supported version
  public static Transcript read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new TranscriptException(file + " is a directory, not a transcript." + RECORD_HINT);
      }
      if (Files.size(file) > BYTES_MAX) {
        throw new TranscriptException(
            file + " exceeds the maximum transcript size of " + BYTES_MAX + " bytes.");
      }
      var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return parse(file.toString(), TextFileDecoder.withoutMark(text));
    } catch (NoSuchFileException exception) {
      throw new TranscriptException("File not found: " + file + "." + RECORD_HINT);
    } catch (IOException exception) {
      throw new TranscriptException(
          file + " cannot be read: " + exception.getMessage() + ". Check its permissions.");
    }
  }

  /// Parses the text of a transcript.
  ///
  /// @param name file name for messages
  /// @throws TranscriptException if it is not a transcript of the supported version
  public static Transcript parse(String name, String text) {
    int end = text.lastIndexOf('\n') + 1;
    var lines = text.substring(0, end).lines().toList();
    if (lines.isEmpty()) {
      throw new TranscriptException(
          name + " is not a transcript: it has no complete line." + RECORD_HINT);
    }
    var header = header(name, lines.getFirst());
    var entries = new ArrayList<TranscriptEntry>();
    for (int index = 1; index < lines.size(); index++) {
      entries.add(parseEntry(name, index + 1, lines.get(index)));
    }
    return new Transcript(name, header, entries);
  }

  private static TranscriptEntry.Header header(String name, String line) {
    var json =
        Json.tryParse(line)
            .orElseThrow(
                () ->
                    new TranscriptException(
                        name + " is not a transcript: its first line is not JSON." + RECORD_HINT));
    if (!json.path("kind").asText().equals("transcript") || !json.path("version").isInt()) {
      throw new TranscriptException(
          name + " is not a transcript: its first line is not a transcript header." + RECORD_HINT);
    }
    if (json.path("version").asInt() != TranscriptEntry.Header.VERSION) {
      throw new TranscriptException(
          name
              + " is a transcript of version "
              + json.path("version").asInt()
              + "; this Loom supports version "
              + TranscriptEntry.Header.VERSION
              + ". Record it again, or use the version of Loom that wrote it.");
    }
    return (TranscriptEntry.Header) parseEntry(name, 1, line);
  }

  private static TranscriptEntry parseEntry(String name, int line, String text) {
    var at = name + ", line " + line + ": not a transcript entry: ";
    try {
      var json = Json.mapper().readTree(text);
      if (json.path("execution") instanceof ObjectNode execution) {
        addDefaults(execution);
      }
      var isCall = SERVICES.contains(json.path("kind").asText());
      var entry =
          Json.mapper().treeToValue(isCall ? nest((ObjectNode) json) : json, TranscriptEntry.class);
      RecordChecks.requireComplete((Record) entry);
      return entry;
    } catch (JsonProcessingException exception) {
      throw new TranscriptException(at + Json.describe(exception));
    } catch (NullPointerException exception) {
      throw new TranscriptException(at + exception.getMessage() + " is missing");
    }
  }

  /// Adds the settings that an earlier build did not have.
  private static void addDefaults(ObjectNode execution) {
    var defaults = Json.mapper().<ObjectNode>valueToTree(ExecutionConfig.defaults());
    defaults.properties().stream()
        .filter(setting -> !execution.has(setting.getKey()))
        .forEach(setting -> execution.set(setting.getKey(), setting.getValue()));
  }

  private static ObjectNode nest(ObjectNode line) {
    var call = Json.mapper().createObjectNode().put("kind", "service_call");
    call.set("service", line.remove("kind"));
    call.set("order", line.remove("order"));
    call.set("refusal", line.remove("refusal"));
    return call.set("fields", line);
  }

  /// Converts an entry to the JSON object of its line.
  public static ObjectNode toJson(TranscriptEntry entry) {
    var json = Json.mapper().<ObjectNode>valueToTree(RecordChecks.requireComplete((Record) entry));
    if (!(entry instanceof TranscriptEntry.ServiceCall)) {
      return json;
    }
    var line = Json.mapper().createObjectNode();
    line.set("kind", json.get("service"));
    line.setAll((ObjectNode) json.get("fields"));
    line.set("order", json.get("order"));
    return line.set("refusal", json.get("refusal"));
  }

  /// Returns the entries of one type, in order.
  public <T extends TranscriptEntry> Stream<T> entriesOf(Class<T> kind) {
    return entries.stream().filter(kind::isInstance).map(kind::cast);
  }

  /// Returns the input of the task.
  ///
  /// @throws TranscriptException if the recording ended before it
  public TranscriptEntry.TaskInput taskInput() {
    return entriesOf(TranscriptEntry.TaskInput.class)
        .findFirst()
        .orElseThrow(
            () -> new TranscriptException(name + " ends before the task input; record it again."));
  }

  /// Returns the end of the task; empty if the recording ended before it.
  public Optional<TranscriptEntry.TaskEnd> taskEnd() {
    return entriesOf(TranscriptEntry.TaskEnd.class).findFirst();
  }
}
