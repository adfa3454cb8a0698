package dev.loom.tools.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// Decodes text files as UTF-8 and rejects binary content.
public final class TextDecoder {
  static final int BYTES_MAX = 10 * 1024 * 1024;

  private TextDecoder() {}

  /// Decodes bytes for reading; invalid UTF-8 is replaced.
  ///
  /// @throws IOException if the content is not text; the message names its type
  static String decodeForReading(String path, byte[] bytes) throws IOException {
    checkText(path, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
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

  private static void checkText(String path, byte[] bytes) throws IOException {
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
    for (var signature : Signature.values()) {
      if (signature.matches(bytes)) {
        return signature.description;
      }
    }
    return isBinary(bytes) ? "a binary file" : "";
  }

  /// The first bytes of common file types.
  private enum Signature {
    PDF("a PDF document", "%PDF-"),
    PNG("a PNG image", "\u0089PNG"),
    JPEG("a JPEG image", "\u00ff\u00d8\u00ff"),
    GIF("a GIF image", "GIF8"),
    ZIP("a ZIP archive or office document", "PK\u0003\u0004"),
    GZIP("a gzip archive", "\u001f\u008b"),
    ELF("a program", "\u007fELF"),
    OLE("an old office document", "\u00d0\u00cf\u0011\u00e0"),
    SQLITE("an SQLite database", "SQLite format 3\0"),
    UTF_16_LITTLE("UTF-16 text, which must be converted to UTF-8 first", "\u00ff\u00fe"),
    UTF_16_BIG("UTF-16 text, which must be converted to UTF-8 first", "\u00fe\u00ff");

    private final String description;
    private final byte[] start;

    Signature(String description, String start) {
      this.description = description;
      this.start = start.getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean matches(byte[] bytes) {
      return bytes.length >= start.length
          && Arrays.equals(start, Arrays.copyOf(bytes, start.length));
    }
  }
}
