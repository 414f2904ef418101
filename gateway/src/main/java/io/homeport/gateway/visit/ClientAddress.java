package io.homeport.gateway.visit;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** How much of callers' addresses the access log keeps. */
public enum ClientAddress {
  /** All of it. */
  FULL {
    @Override
    @Nullable String of(String address) {
      return address;
    }
  },
  /** The network: 24 bits of IPv4, 48 of IPv6. */
  TRUNCATED {
    @Override
    @Nullable String of(String address) {
      InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
      return parsed == null ? null : truncated(parsed.getAddress());
    }
  },
  /** Nothing. */
  NONE {
    @Override
    @Nullable String of(String address) {
      return null;
    }
  };

  abstract @Nullable String of(String address);

  private static @Nullable String truncated(byte[] address) {
    for (int at = address.length == 4 ? 3 : 6; at < address.length; at++) {
      address[at] = 0;
    }
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
