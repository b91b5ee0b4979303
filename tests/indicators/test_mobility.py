"""What could be misread in the mobility indicators."""

import pandas as pd
import pytest

from tests.support.indicator_cases import check, total

ACCESS = """
    disability | persons | within_stop_500 | within_stepfree_stop_500
    no         | 900     | 720             | 360
    yes        | 100     | 60              | 40
    """
COMMUTERS = """
    district_id | employed | commute_walk | commute_bike | commute_car | commute_bus | commute_taxi
    A           | 900      | 300          | 60           | 90          | 120         | 100
    B           | 100      | 20           | 10           | 30          | 10          | 10
    """
RIDERS = """
    district_id | sex    | employed | commute_employer | commute_train | commute_tram
    A           | all    | 900      | 40               | 10            | 27
    A           | female | 300      | 30               | 2             | 15
    A           | male   | 600      | 10               | 8             | 12
    B           | all    | 100      | 0                | 2             | 13
    """
WORKERS = """
    workers | commute_car | commute_transit | commute_walk | commute_home
    1000    | 240         | 520             | 90           | 130
    """


def test_people_who_work_at_home_do_not_shorten_the_way_to_work() -> None:
    survey = """
        commute_mode | commute_minutes | weight | times
        bus          | 40              | 1      | 30
        bike         | 20              | 1      | 10
        home         | 0               | 1      | 60
        """
    found = total("commute_time", survey=survey)
    assert found["value"] == pytest.approx(40, rel=0.005)
    assert found["denominator"] == 40
    assert pd.isna(found["numerator"])


def test_a_stop_nearby_counts_residents_with_and_without_a_disability_together() -> None:
    check("stop_within_500_metres", 780, 1_000, 78, access=ACCESS)


def test_a_stop_with_steps_is_not_a_step_free_one() -> None:
    check("step_free_stop_within_500_metres", 400, 1_000, 40, access=ACCESS)


def test_working_at_home_is_not_a_journey_without_a_car() -> None:
    survey = """
        commute_mode | weight | times
        car          | 1      | 30
        walk         | 1      | 10
        home         | 1      | 60
        """
    check("commute_without_car", 10, 40, 25, survey=survey)


def test_slow_down_is_all_drivers_minutes_together_and_not_the_average_of_streets() -> None:
    speeds = """
        peak_minutes | free_minutes | weight | times
        3            | 2            | 300    | 10
        20           | 20           | 100    | 10
        """
    check("rush_hour_slowdown", 29_000, 26_000, 29 / 26, speeds=speeds)


def test_live_information_is_out_of_stops_and_not_of_residents() -> None:
    check("live_information_at_stops", 12, 48, 25, stops="stops | stops_live\n40 | 10\n8 | 2")


def test_the_cycle_network_is_set_against_residents_and_not_against_area() -> None:
    check("cycle_network", 30, 50_000, 60, network="cycle_km\n30", population="persons\n50000")


def test_travel_cost_is_averaged_over_people_and_not_over_income() -> None:
    survey = """
        travel_cost_percent | weight | times
        4.0                 | 1      | 30
        12.0                | 3      | 10
                            | 1      | 10
        """
    check("travel_cost", 480, 60, 8, survey=survey)


def test_women_and_men_on_the_tram_are_not_added_to_the_published_total() -> None:
    check("commute_tram", 40, 1_000, 4, commuters=RIDERS)


def test_a_census_that_did_not_ask_about_trams_did_not_count_zero() -> None:
    assert total("commute_tram", commuters="employed | commute_tram\n900 |")["status"] == "missing"


def test_bus_riders_are_out_of_all_workers_and_not_of_those_who_travel() -> None:
    check("commute_bus", 130, 1_000, 13, commuters=COMMUTERS)


def test_walkers_are_out_of_all_workers() -> None:
    check("commute_walk", 320, 1_000, 32, commuters=COMMUTERS)


def test_two_wheels_are_bicycles_and_motorcycles_together() -> None:
    check("commute_bike", 70, 1_000, 7, commuters=COMMUTERS)


def test_a_taxi_is_not_a_private_car() -> None:
    check("commute_by_car", 120, 1_000, 12, commuters=COMMUTERS)
    check("commute_taxi", 110, 1_000, 11, commuters=COMMUTERS)


def test_the_bus_of_an_employer_is_not_public_transport() -> None:
    check("commute_employer", 40, 1_000, 4, commuters=RIDERS)


def test_a_train_is_not_a_tram() -> None:
    check("commute_train", 12, 1_000, 1.2, commuters=RIDERS)


def test_transit_is_out_of_all_workers_also_those_at_home() -> None:
    check("transit_to_work", 520, 1_000, 52, workers=WORKERS)


def test_cars_are_out_of_all_workers_also_those_at_home() -> None:
    check("car_to_work", 240, 1_000, 24, workers=WORKERS)


def test_walking_to_work_is_out_of_all_workers_also_those_at_home() -> None:
    check("walk_to_work", 90, 1_000, 9, workers=WORKERS)


def test_people_who_work_at_home_are_workers_too() -> None:
    check("work_at_home", 130, 1_000, 13, workers=WORKERS)


def test_a_home_without_a_vehicle_is_one_household_however_many_live_there() -> None:
    check("household_without_vehicle", 540, 1_000, 54, households="households | without_vehicle\n1000 | 540")
