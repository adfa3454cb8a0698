package dev.loom.tools.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Decodes text files as UTF-8 and rejects binary content.
public final class TextDecoder {
  static final int BYTES_MAX = 10 * 1024 * 1024;

  private static final int START_BYTES = 16;
  private static final int CHECKED_BYTES = 8 * 1024;

  /// Common file types by their first bytes, in Latin-1.
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("%PDF-", "a PDF document"),
          Map.entry("\u0089PNG", "a PNG image"),
          Map.entry("\u00ff\u00d8\u00ff", "a JPEG image"),
          Map.entry("GIF8", "a GIF image"),
          Map.entry("PK\u0003\u0004", "a ZIP archive or office document"),
          Map.entry("\u001f\u008b", "a gzip archive"),
          Map.entry("\u007fELF", "a program"),
          Map.entry("\u00d0\u00cf\u0011\u00e0", "an old office document"),
          Map.entry("SQLite format 3\0", "an SQLite database"),
          Map.entry("\u00ff\u00fe", "UTF-16 text, which must be converted to UTF-8 first"),
          Map.entry("\u00fe\u00ff", "UTF-16 text, which must be converted to UTF-8 first"));

  private TextDecoder() {}

  /// Decodes bytes for reading, without a byte order mark; invalid UTF-8 is replaced.
  ///
  /// @throws IOException if the content is not text; the message names its type
  static String decodeForReading(String path, byte[] bytes) throws IOException {
    checkText(path, bytes);
    return TextFormat.withoutMark(new String(bytes, StandardCharsets.UTF_8));
  }

  /// Decodes bytes for editing: encoding the text again gives the same bytes.
  ///
  /// @throws IOException if the content is not valid UTF-8 text
  static String decodeForEditing(String path, byte[] bytes) throws IOException {
    checkText(path, bytes);
    return decode(bytes)
        .orElseThrow(
            () ->
                new IOException(
                    "Cannot edit " + path + ": it is not UTF-8, and editing would damage it"));
  }

  /// Decodes bytes so that encoding the text again gives the same bytes; empty if it is not UTF-8.
  public static Optional<String> decode(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException ignored) {
      return Optional.empty();
    }
  }

  /// Returns whether the first 8 KiB of the content contain a NUL.
  public static boolean isBinary(byte[] content) {
    return IntStream.range(0, Math.min(CHECKED_BYTES, content.length))
        .anyMatch(i -> content[i] == 0);
  }

  /// Returns whether models can read the content as text.
  static boolean isText(byte[] bytes) {
    return binaryType(bytes).isEmpty();
  }

  /// @param bytes the content or its beginning
  /// @throws IOException if it is not text; the message names its type
  static void checkText(String path, byte[] bytes) throws IOException {
    var binaryType = binaryType(bytes);
    if (!binaryType.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "Cannot read %s as text: it is %s (%,d bytes)",
              path,
              binaryType,
              bytes.length));
    }
  }

  private static String binaryType(byte[] bytes) {
    var start =
        new String(bytes, 0, Math.min(bytes.length, START_BYTES), StandardCharsets.ISO_8859_1);
    return TYPES.entrySet().stream()
        .filter(type -> start.startsWith(type.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(isBinary(bytes) ? "a binary file" : "");
  }
}
