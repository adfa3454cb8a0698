package dev.loom.contracts.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/// Hosts that processes may contact: `example.org`, all hosts below a domain as `*.example.org`, or
/// an IP address; with a port as `example.org:8443`. Without one, ports 80 and 443.
///
/// @param host in lower case; an IPv6 address without brackets, as Java writes it
/// @param below whether it stands for the hosts below, not the host itself
/// @param port 0 for 80 and 443
public record HostPattern(String host, boolean below, int port) {
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern ENTRY =
      Pattern.compile("(\\*\\.)?(\\[[0-9a-fA-F:.]+]|[^\\[\\]:*/@]+)(:([1-9][0-9]{0,4}))?");
  private static final int NAME_CHARS_MAX = 253;
  private static final int PORT_MAX = 65_535;

  /// Parses an entry of a configuration key.
  ///
  /// @throws IllegalArgumentException in words, with the key, if it is none
  public static HostPattern parse(String key, String entry) {
    var matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      throw invalid(
          key, entry, "must be a host, *.domain or an IP address, with an optional :port");
    }
    boolean below = matcher.group(1) != null;
    var host = matcher.group(2).toLowerCase(Locale.ROOT);
    int port = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
    if (port > PORT_MAX) {
      throw invalid(key, entry, "has a port above " + PORT_MAX);
    }
    if (!isName(host)) {
      host = literal(key, entry, host);
    }
    if (below && (!isName(host) || !host.contains("."))) {
      throw invalid(key, entry, "allows too much: name at least two labels after '*.'");
    }
    return new HostPattern(host, below, port);
  }

  private static String literal(String key, String entry, String host) {
    try {
      var address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
      // Other spellings of IPv4 addresses mean different ones to different programs.
      if (!(address instanceof Inet4Address) || host.equals(address.getHostAddress())) {
        return address.getHostAddress();
      }
    } catch (IllegalArgumentException _) {
      // Reported below.
    }
    throw invalid(
        key, entry, "is neither a host name nor an IP address (1.2.3.4 or [2001:db8::1])");
  }

  private static IllegalArgumentException invalid(String key, String entry, String reason) {
    return new IllegalArgumentException(key + ": '" + entry + "' " + reason);
  }

  /// A last label of digits would be read as an IPv4 address.
  private static boolean isName(String host) {
    return host.length() <= NAME_CHARS_MAX
        && NAME.matcher(host).matches()
        && !host.matches("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");
  }

  /// Returns whether the pattern includes a port of a host.
  ///
  /// @param name in any case, without brackets
  public boolean includes(String name, int requested) {
    var lower = name.toLowerCase(Locale.ROOT);
    return (below ? lower.endsWith("." + host) && isName(lower) : lower.equals(host))
        && (port == 0 ? requested == 80 || requested == 443 : requested == port);
  }
}
