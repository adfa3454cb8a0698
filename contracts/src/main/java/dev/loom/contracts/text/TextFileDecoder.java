package dev.loom.contracts.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Decodes files that users write. Windows editors start UTF-8 with a byte order mark, and `>` of
/// Windows PowerShell 5 writes UTF-16 with one.
public final class TextFileDecoder {
  private static final char MARK = '\uFEFF';
  private static final int BIG_ENDIAN_MARK = 0xFEFF;
  private static final int LITTLE_ENDIAN_MARK = 0xFFFE;

  private TextFileDecoder() {}

  /// Decodes UTF-8, or UTF-16 if it starts with a byte order mark. The mark is removed.
  ///
  /// @throws CharacterCodingException if the bytes are invalid in that encoding
  public static String decode(byte[] bytes) throws CharacterCodingException {
    var start = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << Byte.SIZE | bytes[1] & 0xFF;
    var charset =
        start == BIG_ENDIAN_MARK || start == LITTLE_ENDIAN_MARK
            ? StandardCharsets.UTF_16
            : StandardCharsets.UTF_8;
    return withoutMark(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
  }

  /// Removes a byte order mark from the beginning.
  public static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }
}
