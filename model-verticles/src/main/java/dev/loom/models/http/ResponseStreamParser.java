package dev.loom.models.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.bus.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Parses response bytes as they arrive and passes each complete JSON message to the protocol's
/// decoder.
///
/// Ignores comments, a byte order mark, and event names other than `error`, which the data repeats.
/// `[DONE]` ends a response.
final class ResponseStreamParser {
  static final int LINE_BYTES_MAX = 8 * 1024 * 1024;

  /// The largest number of incomplete `data:` lines of one JSON text.
  private static final int DATA_LINES_MAX = 64;

  private static final Buffer BYTE_ORDER_MARK = Buffer.buffer("\ufeff");
  private static final String DATA = "data:";
  private static final String EVENT = "event:";
  private static final String DONE = "[DONE]";

  private final EndpointErrors errors;
  private final ProviderProtocol.Decoder decoder;
  private final ResponseBuilder response;
  private final List<String> lines = new ArrayList<>();
  private final RecordParser lineParser = RecordParser.newDelimited("\n", this::onLine);
  private final Buffer document = Buffer.buffer();
  private Format format;
  private Buffer start = Buffer.buffer();
  private boolean startIsRead;
  private String eventName = "";
  private String pendingData = "";
  private int pendingLines;
  private String excerpt = "";
  private boolean isLineTooLong;

  private enum Format {
    UNKNOWN,
    EVENTS,
    LINES,
    DOCUMENT
  }

  ResponseStreamParser(
      ProviderProtocol protocol, String model, EndpointErrors errors, Set<String> adaptations) {
    this.errors = errors;
    lineParser.maxRecordSize(LINE_BYTES_MAX).exceptionHandler(tooLong -> isLineTooLong = true);
    this.decoder = protocol.newDecoder(errors, adaptations);
    this.response = new ResponseBuilder(model, errors);
    var isLines = protocol.description().framing() == ProviderProtocol.Framing.LINES;
    this.format = isLines ? Format.LINES : Format.UNKNOWN;
  }

  /// Decodes a line only when it is complete, because a character may be split between buffers.
  /// Lines may also end with a carriage return alone.
  private void onLine(Buffer line) {
    var text = line.toString();
    var end = text.endsWith("\r") ? text.length() - 1 : text.length();
    lines.addAll(List.of(text.substring(0, end).split("\r", -1)));
  }

  void feed(Buffer bytes) throws ModelException {
    if (startIsRead) {
      readBytes(bytes);
      return;
    }
    start.appendBuffer(bytes);
    var length = Math.min(start.length(), BYTE_ORDER_MARK.length());
    var mayBeMark = start.slice(0, length).equals(BYTE_ORDER_MARK.slice(0, length));
    if (!mayBeMark || length == BYTE_ORDER_MARK.length()) {
      startIsRead = true;
      readBytes(mayBeMark ? start.slice(length, start.length()) : start);
    }
  }

  private void readBytes(Buffer bytes) throws ModelException {
    if (excerpt.isBlank()) {
      excerpt = bytes.getString(0, Math.min(bytes.length(), 200));
    }
    if (format == Format.UNKNOWN) {
      format = formatOf(excerpt);
    }
    if (format == Format.DOCUMENT) {
      if (document.length() + bytes.length() > LINE_BYTES_MAX) {
        throw errors.overByteLimit("a response of more than " + LINE_BYTES_MAX + " bytes");
      }
      document.appendBuffer(bytes);
      return;
    }
    lineParser.handle(bytes);
    if (isLineTooLong) {
      throw errors.overByteLimit("a line of more than " + LINE_BYTES_MAX + " bytes");
    }
    for (var line : lines) {
      read(line);
    }
    lines.clear();
  }

  private static Format formatOf(String start) {
    var text = start.stripLeading();
    var isJson = text.startsWith("{") || text.startsWith("[");
    return text.isEmpty() ? Format.UNKNOWN : isJson ? Format.DOCUMENT : Format.EVENTS;
  }

  private void read(String line) throws ModelException {
    if (response.isEnded()) {
      return;
    }
    if (format == Format.LINES) {
      if (!line.isBlank()) {
        decode(line);
      }
    } else if (line.isEmpty()) {
      if (!pendingData.isEmpty()) {
        throw errors.malformedResponse(pendingData);
      }
      eventName = "";
    } else if (line.startsWith(EVENT)) {
      eventName = line.substring(EVENT.length()).strip();
    } else if (line.startsWith(DATA)) {
      readData(line.substring(DATA.length()).strip());
    } else if (line.startsWith("{")) {
      readData(line);
    }
  }

  private void readData(String data) throws ModelException {
    if (data.equals(DONE)) {
      response.markEnded();
      return;
    }
    if (data.isEmpty()) {
      return;
    }
    var text = pendingData.isEmpty() ? data : pendingData + "\n" + data;
    var message = Json.tryParse(text);
    if (message.isPresent()) {
      pendingData = "";
      pendingLines = 0;
      decode(message.get());
    } else if (++pendingLines > DATA_LINES_MAX || text.length() > LINE_BYTES_MAX) {
      throw errors.malformedResponse(text);
    } else {
      pendingData = text;
    }
  }

  private void decode(String text) throws ModelException {
    decode(Json.tryParse(text).orElseThrow(() -> errors.malformedResponse(text)));
  }

  private void decode(JsonNode message) throws ModelException {
    var error = ErrorBody.errorIn(message);
    if (error.isPresent() || eventName.equals("error")) {
      throw errors.inStream(error.orElse(message));
    }
    decoder.decode(message, response);
  }

  /// Returns what was decoded so far.
  ResponseBuilder response() {
    return response;
  }

  /// Ends the stream and returns the response.
  ///
  /// @param origin the origin of the provider state
  /// @throws ModelException if the stream holds no response or an incomplete one
  ModelResponse finish(String origin) throws ModelException {
    if (!startIsRead) {
      readBytes(start);
    }
    if (format == Format.DOCUMENT) {
      decode(document.toString());
      response.markUsageFinal();
    } else {
      readRemainder();
    }
    if (!pendingData.isEmpty() || !response.isStarted()) {
      throw errors.malformedResponse(pendingData.isEmpty() ? excerpt : pendingData);
    }
    if (!response.isContentComplete()) {
      throw errors.connectionLost(null);
    }
    response.requireNotBrokenOff();
    decoder.end(response);
    return response.build(origin);
  }

  /// Reads a last line without a line break, which is incomplete if the connection was lost.
  private void readRemainder() throws ModelException {
    lineParser.handle(Buffer.buffer("\n"));
    for (var line : lines) {
      if (format == Format.LINES
          && response.isStarted()
          && Json.tryParse(line).isEmpty()
          && !line.isEmpty()) {
        throw errors.connectionLost(null);
      }
      if (!line.isEmpty() || lines.size() > 1) {
        read(line);
      }
    }
  }
}
