package dev.loom.bus.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// The token that requests to an engine carry where `server.require_token` is set: 32 random bytes
/// in base64url form, in the file `token` of the engine's home, which only its owner can read.
/// Immutable.
public final class AccessToken {
  private static final String FILE = "token";
  private static final int BYTES = 32;
  private static final String FORM = "[A-Za-z0-9_-]{43}";
  private static final int FILE_BYTES_MAX = 64;
  private static final String SCHEME = "Bearer ";

  private static final Set<PosixFilePermission> OWNER =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final String text;

  private AccessToken(String text) {
    this.text = text;
  }

  /// Parses a token.
  ///
  /// @throws IllegalArgumentException if the text is none
  public static AccessToken parse(String text) {
    if (!text.strip().matches(FORM)) {
      throw new IllegalArgumentException("is not a token: 43 characters of base64url");
    }
    return new AccessToken(text.strip());
  }

  /// Returns the token of a home; creates one if there is none, or if others could read it.
  ///
  /// @throws IOException if the file cannot be written
  public static AccessToken readOrCreate(Path home) throws IOException {
    var found = read(home);
    if (found.isPresent()) {
      return found.get();
    }
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    var token = new AccessToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    // Temporary files are accessible to their owner only.
    var temporary = Files.createTempFile(home, FILE, ".new");
    Files.writeString(temporary, token.text + "\n");
    Files.move(temporary, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    return token;
  }

  /// Returns the token of a home; empty if there is none, it is malformed, or others can read it.
  public static Optional<AccessToken> read(Path home) {
    var file = home.resolve(FILE);
    try {
      var attributes =
          Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
              && attributes.size() <= FILE_BYTES_MAX
              && OWNER.containsAll(attributes.permissions())
          ? Optional.of(parse(Files.readString(file, StandardCharsets.ISO_8859_1)))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  /// Returns the value of the header `Authorization`.
  public String authorization() {
    return SCHEME + text;
  }

  /// Returns whether a value of the header `Authorization` carries this token. Takes the same time
  /// wherever the values differ.
  ///
  /// @param authorization null if the header is absent
  public boolean isIn(String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            bytes(authorization.substring(SCHEME.length()).strip()), bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Returns the secret itself, to redact it.
  String secret() {
    return text;
  }

  /// Omits the secret.
  @Override
  public String toString() {
    return "AccessToken[]";
  }
}
