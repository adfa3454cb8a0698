package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Reads an answer's bytes as they come: a stream of server-sent events, or one JSON document from
/// servers that do not stream.
///
/// Comments keep a connection alive and say nothing. `[DONE]` ends an answer but is not needed when
/// a finish reason came.
final class StreamReader {
  static final int LINE_BYTES_MAX = 8 * 1024 * 1024;

  /// A JSON text may stand on several `data:` lines; this many at most.
  private static final int DATA_LINES_MAX = 64;

  private static final String DATA = "data:";
  private static final String DONE = "[DONE]";

  private final Failures failures;
  private final AnswerAssembler answer;
  private final Lines lines = new Lines(LINE_BYTES_MAX);
  private final ByteArrayOutputStream document = new ByteArrayOutputStream(0);
  private Form form = Form.UNKNOWN;
  private String pending = "";
  private int pendingLines;
  private String start = "";
  private boolean done;

  private enum Form {
    UNKNOWN,
    EVENTS,
    DOCUMENT
  }

  StreamReader(String model, Failures failures) {
    this.failures = failures;
    this.answer = new AnswerAssembler(model, failures);
  }

  void feed(byte[] bytes) throws ModelException {
    if (form == Form.UNKNOWN) {
      form = formOf(bytes);
    }
    if (form == Form.DOCUMENT) {
      if (document.size() + bytes.length > LINE_BYTES_MAX) {
        throw failures.overLimit("an answer of more than " + LINE_BYTES_MAX + " bytes");
      }
      document.writeBytes(bytes);
      return;
    }
    try {
      for (var line : lines.feed(bytes)) {
        read(line);
      }
    } catch (Lines.TooLongException tooLong) {
      throw failures.overLimit("a line of more than " + LINE_BYTES_MAX + " bytes");
    }
  }

  private Form formOf(byte[] bytes) {
    start = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8);
    for (var b : bytes) {
      if (!Character.isWhitespace(b)) {
        return b == '{' ? Form.DOCUMENT : Form.EVENTS;
      }
    }
    return Form.UNKNOWN;
  }

  private void read(String line) throws ModelException {
    if (done) {
      return;
    }
    if (line.isEmpty()) {
      if (!pending.isEmpty()) {
        throw failures.garbage(pending);
      }
    } else if (line.startsWith(DATA)) {
      readData(line.substring(DATA.length()).strip());
    } else if (line.startsWith("{")) {
      readData(line);
    }
  }

  private void readData(String data) throws ModelException {
    if (data.equals(DONE)) {
      done = true;
      return;
    }
    if (data.isEmpty()) {
      return;
    }
    var text = pending.isEmpty() ? data : pending + "\n" + data;
    JsonNode chunk;
    try {
      chunk = Json.parse(text);
    } catch (IllegalArgumentException unfinished) {
      hold(text);
      return;
    }
    pending = "";
    pendingLines = 0;
    answer.add(chunk);
  }

  private void hold(String text) throws ModelException {
    pendingLines++;
    if (pendingLines > DATA_LINES_MAX || text.length() > LINE_BYTES_MAX) {
      throw failures.garbage(text);
    }
    pending = text;
  }

  void tell(ModelListener listener) {
    answer.tell(listener);
  }

  /// Whether the server said in so many words that nothing more comes.
  boolean isDone() {
    return done;
  }

  /// Whether the answer is whole, so that a connection that breaks now loses nothing.
  boolean isWhole() {
    return done || answer.isFinished();
  }

  /// The answer, once the stream is over.
  ///
  /// @throws ModelException when what came is no answer, or only a part of one
  ModelResponse finish() throws ModelException {
    if (form == Form.DOCUMENT) {
      readDocument();
    } else {
      var rest = lines.rest();
      if (!rest.isEmpty()) {
        read(rest);
      }
      if (!pending.isEmpty() || !answer.isAnswer()) {
        throw failures.garbage(pending.isEmpty() ? start : pending);
      }
      if (!isWhole()) {
        throw failures.cut(null);
      }
    }
    return answer.finish();
  }

  private void readDocument() throws ModelException {
    var text = document.toString(StandardCharsets.UTF_8);
    JsonNode completion;
    try {
      completion = Json.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw failures.garbage(text);
    }
    answer.add(completion);
    if (!answer.isAnswer()) {
      throw failures.garbage(text);
    }
  }
}
