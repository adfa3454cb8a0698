package dev.loom.tools.os;

import java.util.ArrayList;
import java.util.List;

/// A seccomp filter: refuses system calls that builds do not need and that kernels had holes in,
/// and sockets that no network namespace or Landlock rule holds.
public final class SystemCallFilter {
  private static final boolean IS_X86 = "amd64".equals(System.getProperty("os.arch"));
  private static final int ARCHITECTURE = IS_X86 ? 0xC000003E : 0xC00000B7;
  private static final int X32_CALLS = 0x40000000;

  // Offsets in struct seccomp_data, on little-endian machines.
  private static final int NUMBER = 0;
  private static final int ARCH = 4;

  private static final int LOAD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_EQUAL = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int AND = 0x54;
  private static final int RETURN = 0x06;
  private static final int ALLOW = 0x7FFF0000;
  private static final int REFUSE = 0x00050000 | 1; // EPERM
  private static final int MISSING = 0x00050000 | 38; // ENOSYS, after which libc takes older calls

  private static final int SOCKET = IS_X86 ? 41 : 198;
  private static final int SENDTO = IS_X86 ? 44 : 206;
  private static final int SENDMSG = IS_X86 ? 46 : 211;
  private static final int SENDMMSG = IS_X86 ? 307 : 269;
  private static final int CLONE = IS_X86 ? 56 : 220;
  private static final int CLONE3 = 435;
  private static final int UNSHARE = IS_X86 ? 272 : 97;
  private static final int SETNS = IS_X86 ? 308 : 268;
  private static final int PRLIMIT = IS_X86 ? 302 : 261;
  private static final int SETPRIORITY = IS_X86 ? 141 : 140;
  private static final int CHMOD = 90; // not on ARM
  private static final int FCHMOD = IS_X86 ? 91 : 52;
  private static final int FCHMODAT = IS_X86 ? 268 : 53;
  private static final int FCHMODAT2 = 452;
  private static final int SET_USER_ID = 0x800;
  private static final int NEW_NAMESPACES = 0x7E020000;
  private static final int FAST_OPEN = 0x20000000;

  private static final int UNIX = 1;
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int NETLINK = 16;
  private static final int STREAM = 1;
  private static final int TYPE_MASK = 0xF;
  private static final int TCP = 6;

  /// io_uring_setup, io_uring_enter, io_uring_register, bpf, add_key, request_key, keyctl,
  /// perf_event_open, userfaultfd, process_vm_readv, process_vm_writev, kexec_load,
  /// open_by_handle_at
  private static final List<Integer> REFUSED =
      IS_X86
          ? List.of(425, 426, 427, 321, 248, 249, 250, 298, 323, 310, 311, 246, 304)
          : List.of(425, 426, 427, 280, 217, 218, 219, 241, 282, 270, 271, 104, 265);

  private final List<Long> code = new ArrayList<>();

  private SystemCallFilter() {}

  /// Returns the filter beside namespaces. It leaves the calls that create these.
  public static SystemCallFilter besideNamespaces() {
    var filter = new SystemCallFilter();
    filter.addCommon();
    filter.addTcpOnlyByConnect(true);
    filter.refuseSocketsUnless(UNIX, INET, INET6, NETLINK);
    return filter.end();
  }

  /// Returns the filter beside Landlock, which knows only the TCP connections of `connect`.
  ///
  /// @param network whether other sockets than those of TCP are allowed
  public static SystemCallFilter besideLandlock(boolean network) {
    var filter = new SystemCallFilter();
    filter.addCommon();
    filter.refuse(UNSHARE);
    filter.refuse(SETNS);
    filter.onCall(PRLIMIT, onlyZero(0));
    filter.onCall(SETPRIORITY, onlyZero(0, 1));
    filter.onCall(CLONE3, List.of(ins(RETURN, 0, 0, MISSING)));
    filter.onCall(
        CLONE,
        List.of(
            load(0), ins(JUMP_ANY_BIT, 0, 1, NEW_NAMESPACES), ins(RETURN, 0, 0, REFUSE), allow()));
    filter.addTcpOnlyByConnect(network);
    filter.refuseSocketsUnless(network ? UNIX : INET, INET, INET6, NETLINK);
    return filter.end();
  }

  private void addCommon() {
    code.add(ins(LOAD, 0, 0, ARCH));
    code.add(ins(JUMP_EQUAL, 1, 0, ARCHITECTURE));
    code.add(ins(RETURN, 0, 0, REFUSE));
    code.add(ins(LOAD, 0, 0, NUMBER));
    if (IS_X86) {
      code.add(ins(JUMP_GREATER_EQUAL, 0, 1, X32_CALLS));
      code.add(ins(RETURN, 0, 0, REFUSE));
    }
    REFUSED.forEach(this::refuse);
    // Others could run a program of root's.
    if (IS_X86) {
      onCall(CHMOD, refuseBits(1, SET_USER_ID));
    }
    onCall(FCHMOD, refuseBits(1, SET_USER_ID));
    onCall(FCHMODAT, refuseBits(2, SET_USER_ID));
    onCall(FCHMODAT2, refuseBits(2, SET_USER_ID));
  }

  /// Allows a call for the process itself only.
  private static List<Long> onlyZero(int... arguments) {
    var check = new ArrayList<Long>();
    for (int argument : arguments) {
      check.add(load(argument));
      check.add(ins(JUMP_EQUAL, 1, 0, 0));
      check.add(ins(RETURN, 0, 0, REFUSE));
    }
    check.add(allow());
    return check;
  }

  private void refuse(int call) {
    onCall(call, List.of(ins(RETURN, 0, 0, REFUSE)));
  }

  /// Adds instructions for a call. They end with a return, or with the number of the call loaded.
  private void onCall(int call, List<Long> instructions) {
    code.add(ins(JUMP_EQUAL, 0, instructions.size(), call));
    code.addAll(instructions);
  }

  /// Landlock does not see connections of MPTCP, and not those that sending opens.
  private void addTcpOnlyByConnect(boolean datagrams) {
    onCall(SENDTO, refuseBits(3, FAST_OPEN));
    onCall(SENDMSG, refuseBits(2, FAST_OPEN));
    onCall(SENDMMSG, refuseBits(3, FAST_OPEN));
    onCall(
        SOCKET,
        List.of(
            load(0),
            ins(JUMP_EQUAL, 1, 0, INET),
            ins(JUMP_EQUAL, 0, 7, INET6),
            load(1),
            ins(AND, 0, 0, TYPE_MASK),
            ins(JUMP_EQUAL, 0, datagrams ? 4 : 3, STREAM),
            load(2),
            ins(JUMP_EQUAL, 2, 0, 0),
            ins(JUMP_EQUAL, 1, 0, TCP),
            ins(RETURN, 0, 0, REFUSE),
            ins(LOAD, 0, 0, NUMBER)));
  }

  private static List<Long> refuseBits(int argument, int bits) {
    return List.of(
        load(argument), ins(JUMP_ANY_BIT, 0, 1, bits), ins(RETURN, 0, 0, REFUSE), allow());
  }

  private void refuseSocketsUnless(int... domains) {
    var check = new ArrayList<Long>();
    check.add(load(0));
    for (int i = 0; i < domains.length; i++) {
      check.add(ins(JUMP_EQUAL, domains.length - i, 0, domains[i]));
    }
    check.add(ins(RETURN, 0, 0, REFUSE));
    check.add(allow());
    onCall(SOCKET, check);
  }

  private SystemCallFilter end() {
    code.add(allow());
    return this;
  }

  private static long load(int argument) {
    return ins(LOAD, 0, 0, 16 + 8 * argument);
  }

  private static long allow() {
    return ins(RETURN, 0, 0, ALLOW);
  }

  /// Encodes struct sock_filter, little-endian.
  private static long ins(int operation, int ifTrue, int ifFalse, int value) {
    return operation | (long) ifTrue << 16 | (long) ifFalse << 24 | (long) value << 32;
  }

  long[] program() {
    return code.stream().mapToLong(Long::longValue).toArray();
  }
}
