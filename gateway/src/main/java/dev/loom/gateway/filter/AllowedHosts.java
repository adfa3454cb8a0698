package dev.loom.gateway.filter;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;

/// Checks `Host` headers. Any other value indicates DNS rebinding: a browser was directed to this
/// server under a foreign name.
final class AllowedHosts {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private final IntSupplier port;
  private final Set<String> additional;

  /// @param port port of this server
  /// @param additional further host names, valid with any port, for a reverse proxy
  AllowedHosts(IntSupplier port, List<String> additional) {
    this.port = port;
    this.additional = new HashSet<>();
    additional.forEach(host -> this.additional.add(host.toLowerCase(Locale.ROOT)));
  }

  boolean contains(String host) {
    var lowerCase = host.toLowerCase(Locale.ROOT);
    var colon = lowerCase.lastIndexOf(':');
    if (colon <= lowerCase.lastIndexOf(']')) {
      return LOOPBACK.contains(lowerCase) || additional.contains(lowerCase);
    }
    var name = lowerCase.substring(0, colon);
    var portText = lowerCase.substring(colon + 1);
    if (LOOPBACK.contains(name)) {
      return portText.equals(Integer.toString(port.getAsInt())) || additional.contains(lowerCase);
    }
    return additional.contains(lowerCase) || isPort(portText) && additional.contains(name);
  }

  /// Returns whether a host is a loopback name without a port.
  static boolean isLoopbackName(String host) {
    return LOOPBACK.contains(host);
  }

  private static boolean isPort(String text) {
    return !text.isEmpty()
        && text.length() <= 5
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
