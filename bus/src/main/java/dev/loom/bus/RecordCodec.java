package dev.loom.bus;

import dev.loom.bus.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;

/// Passes records by reference within a JVM and as JSON between JVMs.
///
/// The encoded form is the class name and the JSON, each preceded by its length in bytes. Only
/// record classes of the contracts module are decoded, whatever the peer sends.
final class RecordCodec implements MessageCodec<Record, Record> {
  static final String NAME = "loom.record";
  private static final String OWN_PACKAGE = "dev.loom.contracts.";

  @Override
  public void encodeToWire(Buffer buffer, Record record) {
    append(buffer, record.getClass().getName());
    append(buffer, Json.write(record));
  }

  private static void append(Buffer buffer, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    buffer.appendInt(bytes.length).appendBytes(bytes);
  }

  @Override
  public Record decodeFromWire(int position, Buffer buffer) {
    var nameLength = buffer.getInt(position);
    var nameStart = position + Integer.BYTES;
    var name = buffer.getString(nameStart, nameStart + nameLength);
    var jsonStart = nameStart + nameLength + Integer.BYTES;
    var json = buffer.getString(jsonStart, jsonStart + buffer.getInt(nameStart + nameLength));
    return Json.read(json, recordClass(name));
  }

  private static Class<? extends Record> recordClass(String name) {
    if (!name.startsWith(OWN_PACKAGE)) {
      throw new IllegalArgumentException("unknown message type: " + name);
    }
    try {
      return Class.forName(name, false, RecordCodec.class.getClassLoader())
          .asSubclass(Record.class);
    } catch (ClassNotFoundException | ClassCastException exception) {
      throw new IllegalArgumentException("unknown message type: " + name, exception);
    }
  }

  @Override
  public Record transform(Record record) {
    return record;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
