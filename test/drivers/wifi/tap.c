/*
 * tap NAME radiotap|ethernet: a network interface made of nothing. With radiotap its link type is that of a Wi-Fi adapter in monitor
 * mode. What comes on standard input, frames behind their length of four bytes (little-endian), it sends through the interface.
 * Says "ready" when it is up; the interface vanishes when standard input ends.
 */
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define ARPHRD_IEEE80211_RADIOTAP 803

static int fail(const char *what) {
  perror(what);
  return 1;
}

int main(int argc, char **argv) {
  static unsigned char frame[65536];
  unsigned char head[4];
  struct ifreq request;

  if (argc != 3) return 2;
  int tap = open("/dev/net/tun", O_RDWR);
  if (tap < 0) return fail("/dev/net/tun");
  memset(&request, 0, sizeof request);
  strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  if (ioctl(tap, TUNSETIFF, &request) < 0) return fail("TUNSETIFF");
  /* The link type can be set only as long as the interface is down. */
  if (strcmp(argv[2], "radiotap") == 0 && ioctl(tap, TUNSETLINK, ARPHRD_IEEE80211_RADIOTAP) < 0) return fail("TUNSETLINK");

  int any = socket(AF_INET, SOCK_DGRAM, 0);
  if (any < 0 || ioctl(any, SIOCGIFFLAGS, &request) < 0) return fail("SIOCGIFFLAGS");
  request.ifr_flags |= IFF_UP | IFF_NOARP;
  request.ifr_flags &= ~IFF_MULTICAST;
  if (ioctl(any, SIOCSIFFLAGS, &request) < 0) return fail("SIOCSIFFLAGS");
  puts("ready");
  fflush(stdout);

  while (fread(head, 4, 1, stdin) == 1) {
    size_t length = head[0] | head[1] << 8;
    if (fread(frame, 1, length, stdin) != length) break;
    if (write(tap, frame, length) < 0) perror("write");
  }
  return 0;
}
