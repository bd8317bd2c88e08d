from setplayer.log.clock import FakeClock, SystemClock


def test_the_systems_monotonic_clock_never_goes_back_and_names_its_boot():
    clock = SystemClock()
    first, second = clock.stamp(), clock.stamp()
    assert second.mono_ns >= first.mono_ns
    assert first.boot_id == second.boot_id != ""
    assert first.wall_us > 1_700_000_000_000_000
    assert abs(first.utc_offset_min) <= 14 * 60


def test_a_fake_clock_stands_still_but_for_its_step():
    clock = FakeClock(wall_us=5_000_000, step_ns=2_000)
    first, second = clock.stamp(), clock.stamp()
    assert (first.mono_ns, first.wall_us) == (0, 5_000_000)
    assert (second.mono_ns, second.wall_us) == (2_000, 5_000_002)


def test_a_stepped_wall_clock_takes_no_time():
    clock = FakeClock(wall_us=0, step_ns=0)
    clock.advance(1.5)
    clock.step_wall(-3600)
    stamp = clock.stamp()
    assert stamp.mono_ns == 1_500_000_000
    assert stamp.wall_us == 1_500_000 - 3_600_000_000
