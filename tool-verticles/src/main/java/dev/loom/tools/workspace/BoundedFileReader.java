package dev.loom.tools.workspace;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;

/// Reads files up to a size limit, regardless of their reported size.
final class BoundedFileReader {
  private static final Set<OpenOption> READING =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private BoundedFileReader() {}

  static byte[] readAll(PathHandle resolved, String path, long sizeMax) throws IOException {
    try (var channel = resolved.directory().newByteChannel(resolved.name(), READING)) {
      var bytes = readUpTo(channel, Math.min(sizeMax, Integer.MAX_VALUE - 16L) + 1);
      if (bytes.length > sizeMax) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "File is too large: %s has %,d bytes, at most %,d can be read",
                path,
                Math.max(channel.size(), bytes.length),
                sizeMax));
      }
      return bytes;
    }
  }

  static byte[] readPrefix(PathHandle resolved, int bytesMax) throws IOException {
    try (var channel = resolved.directory().newByteChannel(resolved.name(), READING)) {
      return readUpTo(channel, bytesMax);
    }
  }

  /// Reads to the end of the file, because files in `/proc` and growing files report wrong sizes.
  /// The buffered stream does not rely on the size, as the stream of the channel does.
  private static byte[] readUpTo(SeekableByteChannel channel, long bytesMax) throws IOException {
    return new BufferedInputStream(Channels.newInputStream(channel)).readNBytes((int) bytesMax);
  }
}
