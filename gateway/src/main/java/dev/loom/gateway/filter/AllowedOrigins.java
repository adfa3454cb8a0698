package dev.loom.gateway.filter;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks `Origin` headers: pages served by this server and configured origins are allowed.
final class AllowedOrigins {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private final AllowedHosts hosts;
  private final Set<String> additional;

  AllowedOrigins(AllowedHosts hosts, List<String> additional) {
    this.hosts = hosts;
    this.additional =
        additional.stream()
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /// Returns whether an origin is allowed. A loopback name without a port denotes the default port
  /// of its scheme, so it is allowed only if this server listens there.
  boolean contains(String origin, int port) {
    var lowerCase = origin.toLowerCase(Locale.ROOT);
    if (additional.contains(lowerCase)) {
      return true;
    }
    if (lowerCase.startsWith(HTTP)) {
      return isOwnAuthority(lowerCase.substring(HTTP.length()), port, 80);
    }
    return lowerCase.startsWith(HTTPS)
        && isOwnAuthority(lowerCase.substring(HTTPS.length()), port, 443);
  }

  private boolean isOwnAuthority(String authority, int port, int portOfScheme) {
    if (!hosts.contains(authority)) {
      return false;
    }
    return !AllowedHosts.isLoopbackName(authority) || port == portOfScheme;
  }
}
