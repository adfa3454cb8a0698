package dev.loom.models.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Reads an answer's bytes as they come, and hands each whole JSON message to the wire's decoder.
///
/// Comments keep a connection alive and say nothing; names of events are passed over, because the
/// data says the same. `[DONE]` ends an answer.
final class AnswerReader {
  static final int LINE_BYTES_MAX = 8 * 1024 * 1024;

  /// A JSON text may stand on several `data:` lines; this many at most.
  private static final int DATA_LINES_MAX = 64;

  private static final String DATA = "data:";
  private static final String DONE = "[DONE]";

  private final Failures failures;
  private final Wire.Decoder decoder;
  private final Answer answer;
  private final Lines lines = new Lines(LINE_BYTES_MAX);
  private final ByteArrayOutputStream document = new ByteArrayOutputStream(0);
  private Form form;
  private String pending = "";
  private int pendingLines;
  private String start = "";

  private enum Form {
    UNKNOWN,
    EVENTS,
    LINES,
    DOCUMENT
  }

  AnswerReader(Wire wire, String model, Failures failures, Set<String> adaptations) {
    this.failures = failures;
    this.decoder = wire.decoder(failures, adaptations);
    this.answer = new Answer(model, failures);
    this.form =
        switch (wire.framing()) {
          case EVENTS -> Form.UNKNOWN;
          case LINES -> Form.LINES;
        };
  }

  void feed(byte[] bytes) throws ModelException {
    if (start.isBlank()) {
      start = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8);
    }
    if (form == Form.UNKNOWN) {
      form = formOf(bytes);
    }
    if (form == Form.DOCUMENT) {
      if (document.size() + bytes.length > LINE_BYTES_MAX) {
        throw failures.flood("an answer of more than " + LINE_BYTES_MAX + " bytes");
      }
      document.writeBytes(bytes);
      return;
    }
    try {
      for (var line : lines.feed(bytes)) {
        read(line);
      }
    } catch (Lines.TooLongException tooLong) {
      throw failures.flood("a line of more than " + LINE_BYTES_MAX + " bytes");
    }
  }

  private static Form formOf(byte[] bytes) {
    for (var b : bytes) {
      if (!Character.isWhitespace(b)) {
        return b == '{' ? Form.DOCUMENT : Form.EVENTS;
      }
    }
    return Form.UNKNOWN;
  }

  private void read(String line) throws ModelException {
    if (answer.isDone()) {
      return;
    }
    if (form == Form.LINES) {
      readLine(line);
    } else if (line.isEmpty()) {
      if (!pending.isEmpty()) {
        throw failures.garbage(pending);
      }
    } else if (line.startsWith(DATA)) {
      readData(line.substring(DATA.length()).strip());
    } else if (line.startsWith("{")) {
      readData(line);
    }
  }

  private void readLine(String line) throws ModelException {
    if (!line.isBlank()) {
      decode(line);
    }
  }

  private void readData(String data) throws ModelException {
    if (data.equals(DONE)) {
      answer.done();
      return;
    }
    if (data.isEmpty()) {
      return;
    }
    var text = pending.isEmpty() ? data : pending + "\n" + data;
    JsonNode message;
    try {
      message = Json.parse(text);
    } catch (IllegalArgumentException unfinished) {
      hold(text);
      return;
    }
    pending = "";
    pendingLines = 0;
    decoder.read(message, answer);
  }

  private void hold(String text) throws ModelException {
    pendingLines++;
    if (pendingLines > DATA_LINES_MAX || text.length() > LINE_BYTES_MAX) {
      throw failures.garbage(text);
    }
    pending = text;
  }

  private void decode(String text) throws ModelException {
    JsonNode message;
    try {
      message = Json.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw failures.garbage(text);
    }
    decoder.read(message, answer);
  }

  void tell(ModelListener listener) {
    answer.tell(listener);
  }

  boolean isDone() {
    return answer.isDone();
  }

  boolean isWhole() {
    return answer.isWhole();
  }

  /// The answer, once the stream is over.
  ///
  /// @param origin what it comes from
  /// @throws ModelException when what came is no answer, or only a part of one
  ModelResponse finish(String origin) throws ModelException {
    if (form == Form.DOCUMENT) {
      decode(document.toString(StandardCharsets.UTF_8));
    } else {
      var rest = lines.rest();
      if (!rest.isEmpty()) {
        readRest(rest);
      }
    }
    if (!pending.isEmpty() || !answer.isAnswer()) {
      throw failures.garbage(pending.isEmpty() ? start : pending);
    }
    if (form != Form.DOCUMENT && !isWhole()) {
      throw failures.cut(null);
    }
    return answer.response(origin);
  }

  /// A line without an end may be whole all the same; half a line is what a cut leaves behind.
  private void readRest(String rest) throws ModelException {
    if (form == Form.LINES && answer.isAnswer()) {
      try {
        Json.parse(rest);
      } catch (IllegalArgumentException half) {
        throw failures.cut(null);
      }
    }
    read(rest);
  }
}
