// The three tiers of tri_tier.py with a binary heap of events, as one would write it in C++: what an interpreter or a
// just-in-time compiler can hope to come near. Keeps a sum of waits by tier. Arguments: tickets, runs, first seed.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <queue>
#include <random>
#include <vector>

namespace {

constexpr int kTiers = 3;
constexpr int kArrival = kTiers;
constexpr double kArrivalsPerHour = 34.0 / 3;
constexpr int kPeople[kTiers] = {10, 4, 2};
constexpr double kGoesUp[kTiers] = {0.2, 0.25, 0};
constexpr double kMeans[kTiers] = {3.0 / 4, 24.0 / 17, 45.0 / 17};

/** xoshiro256++ of Blackman and Vigna, seeded by splitmix64. */
class Chance {
 public:
  explicit Chance(std::uint64_t seed) {
    for (auto& word : words_) {
      std::uint64_t mixed = (seed += 0x9e3779b97f4a7c15ULL);
      mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
      word = mixed ^ (mixed >> 31);
    }
  }

  double uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1.0p-53; }
  double exponential() { return -std::log(uniform()); }

  /** Polar method of Marsaglia: two at a time. */
  double normal() {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    double x, y, square;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    const double factor = std::sqrt(-2 * std::log(square) / square);
    spare_ = y * factor;
    has_spare_ = true;
    return x * factor;
  }

 private:
  static std::uint64_t turned(std::uint64_t word, int by) { return (word << by) | (word >> (64 - by)); }

  std::uint64_t next() {
    const std::uint64_t result = turned(words_[0] + words_[3], 23) + words_[0];
    const std::uint64_t shifted = words_[1] << 17;
    words_[2] ^= words_[0];
    words_[3] ^= words_[1];
    words_[1] ^= words_[2];
    words_[0] ^= words_[3];
    words_[2] ^= shifted;
    words_[3] = turned(words_[3], 45);
    return result;
  }

  std::uint64_t words_[4];
  double spare_ = 0;
  bool has_spare_ = false;
};

struct Event {
  double time;
  std::uint32_t sequence;
  std::int32_t kind;
  bool operator>(const Event& other) const {
    return time > other.time || (time == other.time && sequence > other.sequence);
  }
};

struct Waits {
  double sum[kTiers] = {};
  std::int64_t count[kTiers] = {};
};

Waits simulate(std::int64_t tickets, std::uint64_t seed) {
  Chance chance(seed);
  const double sigma = std::sqrt(std::log(2.0));
  double mus[kTiers];
  for (int tier = 0; tier < kTiers; ++tier) mus[tier] = std::log(kMeans[tier]) - sigma * sigma / 2;
  Waits waits;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events;
  std::deque<double> queued[kTiers];
  int free[kTiers] = {kPeople[0], kPeople[1], kPeople[2]};
  std::uint32_t sequence = 0;
  double now = 0;

  const auto start = [&](int tier, double since) {
    waits.sum[tier] += now - since;
    ++waits.count[tier];
    events.push({now + std::exp(mus[tier] + sigma * chance.normal()), sequence++, tier});
  };
  const auto enter = [&](int tier) {
    if (free[tier] > 0) {
      --free[tier];
      start(tier, now);
    } else {
      queued[tier].push_back(now);
    }
  };

  std::int64_t created = 0;
  events.push({chance.exponential() / kArrivalsPerHour, sequence++, kArrival});
  while (!events.empty()) {
    const Event event = events.top();
    events.pop();
    now = event.time;
    if (event.kind == kArrival) {
      if (++created < tickets) events.push({now + chance.exponential() / kArrivalsPerHour, sequence++, kArrival});
      enter(0);
      continue;
    }
    const int tier = event.kind;
    if (queued[tier].empty()) {
      ++free[tier];
    } else {
      const double since = queued[tier].front();
      queued[tier].pop_front();
      start(tier, since);
    }
    if (kGoesUp[tier] > 0 && chance.uniform() < kGoesUp[tier]) enter(tier + 1);
  }
  return waits;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::int64_t tickets = std::atoll(argv[1]);
  const int runs = std::atoi(argv[2]);
  const std::uint64_t seed = std::strtoull(argv[3], nullptr, 10);
  for (int run = 0; run < runs; ++run) {
    const auto begun = std::chrono::steady_clock::now();
    const Waits waits = simulate(tickets, seed + run);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    std::printf("{\"seconds\":%.9f,\"waits\":[%.9f,%.9f,%.9f]}\n", seconds, waits.sum[0] / waits.count[0],
                waits.sum[1] / waits.count[1], waits.sum[2] / waits.count[2]);
  }
}
