package dev.loom.tools.http;

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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Decides which hosts may be contacted: those whose addresses are all public, and those that the
/// configuration allows. Judges resolved addresses, so the spelling of an address does not matter.
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

  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

  private final String key;
  private final Set<String> allowedNames = new HashSet<>();
  private final List<IpSubnetFilterRule> allowedBlocks = new ArrayList<>();

  /// @param key configuration key of the allowed hosts, for messages
  /// @param allowed host names, IP addresses and CIDR blocks that are allowed even if not public
  /// @throws IllegalArgumentException if an entry is none of these
  public AddressPolicy(String key, List<String> allowed) {
    this.key = key;
    for (var entry : allowed) {
      if (HOST_NAME.matcher(entry).matches() && !entry.matches("[0-9.]+")) {
        allowedNames.add(entry.toLowerCase(Locale.ROOT));
      } else {
        allowedBlocks.add(allowedBlock(entry));
      }
    }
  }

  private IpSubnetFilterRule allowedBlock(String entry) {
    try {
      return block(entry);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(
          key + ": '" + entry + "' is no host name, IP address or CIDR block");
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

  /// Requires that a host may be contacted at each of its addresses.
  ///
  /// @param host name or address as the user wrote it, without brackets
  /// @throws IOException in words, if one of the addresses is neither public nor allowed
  public void requireAllowed(String host, List<InetAddress> addresses) throws IOException {
    if (allowedNames.contains(host.toLowerCase(Locale.ROOT))) {
      return;
    }
    for (var address : addresses) {
      if (!isPublic(address) && !contain(allowedBlocks, address)) {
        throw new IOException(
            "Requests to '%s' are refused: its address %s is not public. A user can allow it with %s."
                .formatted(host, address.getHostAddress(), key));
      }
    }
  }

  private static boolean isPublic(InetAddress address) throws UnknownHostException {
    if (address instanceof Inet4Address) {
      return !contain(SPECIAL_IPV4, address);
    }
    if (contain(NAT64, address)) {
      return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16)));
    }
    return contain(GLOBAL_IPV6, address) && !contain(SPECIAL_IPV6, address);
  }

  private static boolean contain(List<IpSubnetFilterRule> blocks, InetAddress address) {
    var socketAddress = new InetSocketAddress(address, 0);
    return blocks.stream().anyMatch(block -> block.matches(socketAddress));
  }
}
