package dev.loom.bus.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Decides which hosts may be contacted for a model or a client of the engine. Judges resolved
/// addresses, so the spelling of an address does not matter.
///
/// The metadata services of clouds and this engine's own port may never be contacted, whatever is
/// allowed.
public final class AddressPolicy {
  /// IPv4 blocks that are not public: this host, private, shared by carriers, loopback, link-local,
  /// protocol assignments, documentation, 6to4 relays, benchmarks, multicast, reserved.
  private static final List<IpSubnetFilterRule> SPECIAL_IPV4 =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3");

  /// All public IPv6 addresses are in this block; loopback, private, link-local, multicast and
  /// IPv4-mapped addresses are outside.
  private static final List<IpSubnetFilterRule> GLOBAL_IPV6 = blocks("2000::/3");

  /// Blocks of [#GLOBAL_IPV6] that are not public: protocol assignments with Teredo, documentation,
  /// 6to4.
  private static final List<IpSubnetFilterRule> SPECIAL_IPV6 =
      blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  /// Addresses that a gateway translates to the IPv4 address in their last four bytes.
  private static final List<IpSubnetFilterRule> NAT64 = blocks("64:ff9b::/96");

  /// Further addresses with an IPv4 address in their last four bytes: compatible and mapped,
  /// translated, NAT64.
  private static final List<IpSubnetFilterRule> EMBEDDED_IPV4 =
      blocks("::/80", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48");

  private static final List<IpSubnetFilterRule> SIX_TO_FOUR = blocks("2002::/16");

  /// Link-local addresses, and where clouds serve credentials to every program of a machine: AWS
  /// and Google over IPv6, Alibaba, Oracle, Azure.
  private static final List<IpSubnetFilterRule> METADATA =
      blocks(
          "169.254.0.0/16",
          "fe80::/10",
          "fd00:ec2::254",
          "fd20:ce::254",
          "100.100.100.200",
          "192.0.0.192",
          "168.63.129.16");

  /// A name as DNS and containers allow it, with labels of at most 63 characters.
  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

  private static final int NAME_CHARS_MAX = 253;

  private final boolean isPublicAllowed;
  private final Hosts allowed;
  private final Hosts denied;
  private final IntSupplier ownPort;

  private AddressPolicy(boolean isPublicAllowed, Hosts allowed, Hosts denied, IntSupplier ownPort) {
    this.isPublicAllowed = isPublicAllowed;
    this.allowed = allowed;
    this.denied = denied;
    this.ownPort = ownPort;
  }

  /// Returns a policy that allows hosts whose addresses are all public, and listed ones.
  ///
  /// @param key configuration key of the list, for messages
  /// @param allowed host names, IP addresses and CIDR blocks
  /// @param ownPort port of this engine's server; 0 if none
  /// @throws IllegalArgumentException if an entry is none of these
  public static AddressPolicy publicAnd(String key, List<String> allowed, IntSupplier ownPort) {
    return new AddressPolicy(true, new Hosts(key, allowed), new Hosts("", List.of()), ownPort);
  }

  /// Returns a policy that allows listed hosts, or every host if none is listed; but no denied one.
  ///
  /// @param ownPort port of this engine's server; 0 if none
  /// @throws IllegalArgumentException if an entry is no host name, IP address or CIDR block
  public static AddressPolicy listed(
      String allowedKey,
      List<String> allowed,
      String deniedKey,
      List<String> denied,
      IntSupplier ownPort) {
    var allowedOrAll = allowed.isEmpty() ? List.of("0.0.0.0/0", "::/0") : allowed;
    return new AddressPolicy(
        false, new Hosts(allowedKey, allowedOrAll), new Hosts(deniedKey, denied), ownPort);
  }

  /// Host names and blocks of addresses of one configuration key.
  private static final class Hosts {
    private final String key;
    private final Set<String> names = new HashSet<>();
    private final List<IpSubnetFilterRule> blocks = new ArrayList<>();

    Hosts(String key, List<String> entries) {
      this.key = key;
      for (var entry : entries) {
        if (isName(entry)) {
          names.add(entry.toLowerCase(Locale.ROOT));
        } else {
          blocks.add(parse(entry));
        }
      }
    }

    private IpSubnetFilterRule parse(String entry) {
      try {
        return block(entry);
      } catch (IllegalArgumentException _) {
        throw new IllegalArgumentException(
            key + ": '" + entry + "' is no host name, IP address or CIDR block");
      }
    }

    boolean contain(String name, InetAddress address) {
      return names.contains(name) || AddressPolicy.contain(blocks, address);
    }
  }

  /// A host that may not be contacted.
  public static final class RefusedException extends IOException {
    RefusedException(String host, String reason) {
      super("Requests to '%s' are refused: %s.".formatted(host, reason));
    }
  }

  private static List<IpSubnetFilterRule> blocks(String... blocks) {
    return Stream.of(blocks).map(AddressPolicy::block).toList();
  }

  /// Parses a block, or an address as the block of itself. Contacts no name server.
  private static IpSubnetFilterRule block(String text) {
    var slash = text.indexOf('/');
    var network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    var prefix =
        slash < 0
            ? network.getAddress().length * Byte.SIZE
            : Integer.parseInt(text.substring(slash + 1));
    return new IpSubnetFilterRule(network, prefix, IpFilterRuleType.ACCEPT);
  }

  /// Requires what can be required of a host without asking a name server.
  ///
  /// @param host name or address as the user wrote it, without brackets
  /// @throws RefusedException in words, if the host is none, or may not be contacted
  public void requireAllowed(String host, int port) throws RefusedException {
    if (isName(host)) {
      var isLocal = host.toLowerCase(Locale.ROOT).matches("(.*\\.)?localhost");
      requireAllowed(host, port, isLocal ? List.of(InetAddress.getLoopbackAddress()) : List.of());
      return;
    }
    try {
      var address = InetAddress.ofLiteral(host);
      if (address instanceof Inet4Address && host.contains(":")) {
        throw new RefusedException(
            host, "it is an IPv4 address in IPv6 form; write " + address.getHostAddress());
      }
      requireAllowed(host, port, List.of(address));
    } catch (IllegalArgumentException _) {
      throw new RefusedException(host, "it is neither a host name nor an IP address");
    }
  }

  private static boolean isName(String host) {
    return host.length() <= NAME_CHARS_MAX
        && HOST_NAME.matcher(host).matches()
        && !host.matches("[0-9.]+");
  }

  /// Requires that a port of a host may be contacted at each of its addresses.
  ///
  /// @param host name or address as the user wrote it, without brackets
  /// @throws RefusedException in words, if one of the addresses may not be contacted
  public void requireAllowed(String host, int port, List<InetAddress> addresses)
      throws RefusedException {
    var name = host.toLowerCase(Locale.ROOT);
    if (denied.names.contains(name)) {
      throw new RefusedException(host, "it is denied by " + denied.key);
    }
    for (var address : addresses) {
      var forms = forms(address);
      if (forms.stream().anyMatch(form -> contain(METADATA, form))) {
        throw refused(host, address, "is link-local or serves credentials of a cloud machine");
      }
      if (port == ownPort.getAsInt() && forms.stream().anyMatch(AddressPolicy::isThisHost)) {
        throw refused(host, address, "with port " + port + " is this engine itself");
      }
      if (forms.stream().anyMatch(form -> contain(denied.blocks, form))) {
        throw refused(host, address, "is denied by " + denied.key);
      }
      if (!allowed.contain(name, address) && !(isPublicAllowed && isPublic(address))) {
        throw refused(
            host,
            address,
            isPublicAllowed
                ? "is not public. A user can allow it with " + allowed.key
                : "is not listed in " + allowed.key);
      }
    }
  }

  private static RefusedException refused(String host, InetAddress address, String reason) {
    return new RefusedException(host, "its address " + address.getHostAddress() + " " + reason);
  }

  private static boolean isThisHost(InetAddress address) {
    return address.isLoopbackAddress() || address.isAnyLocalAddress();
  }

  /// Returns an address and the IPv4 address that it may be translated to.
  private static List<InetAddress> forms(InetAddress address) {
    if (contain(EMBEDDED_IPV4, address)) {
      return List.of(address, ipv4(address, 12));
    }
    return contain(SIX_TO_FOUR, address) ? List.of(address, ipv4(address, 2)) : List.of(address);
  }

  private static InetAddress ipv4(InetAddress address, int offset) {
    try {
      return InetAddress.getByAddress(
          Arrays.copyOfRange(address.getAddress(), offset, offset + Integer.BYTES));
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static boolean isPublic(InetAddress address) {
    if (address instanceof Inet4Address) {
      return !contain(SPECIAL_IPV4, address);
    }
    if (contain(NAT64, address)) {
      return isPublic(ipv4(address, 12));
    }
    return contain(GLOBAL_IPV6, address) && !contain(SPECIAL_IPV6, address);
  }

  private static boolean contain(List<IpSubnetFilterRule> blocks, InetAddress address) {
    var socketAddress = new InetSocketAddress(address, 0);
    return blocks.stream().anyMatch(block -> block.matches(socketAddress));
  }
}
