#!/usr/bin/env bash
# Make the bundled release, and the twin its held-out figures come from, out of the official files.
#
#   release/build.sh DATA WORK
#
# DATA  folder of the official downloads: onet/ esco/ naics/ bls/ firms/ crosswalks/
# WORK  folder for everything made on the way; a run that was stopped goes on from there
set -euo pipefail
data=$1
work=$2
cd "$(dirname "$0")/.."
mkdir -p "$work"

python release/prepare_matrix.py "$data/bls/employment_matrix/nem2024_naics_x_ooh_top10_tidy.csv" \
  --crosswalks "$data/crosswalks" --national "$data/bls/oews_national" -o "$work/matrix_relations.csv"

ln -sf "$(realpath "$data/firms/us_listed_firms.parquet")" "$work/us_listed_firms.parquet"
cp release/us_listed_firms.parquet.source.json "$work/"
laborspace corpus build \
  --onet "$data/onet/db_30_text" --soc-structure "$data/crosswalks/SOC_Structure.csv" \
  --esco "$data/esco/v1.2.0" --naics "$data/naics/2022_NAICS_Descriptions.xlsx" \
  --bls "$data/bls/oews_national" --bls "$data/bls/oews_sector" \
  --firms "$work/us_listed_firms.parquet" --firm-where sic --firm-items sp500_2026 \
  --crosswalk "$data/crosswalks/esco_onet.csv" \
  --relations "$work/matrix_relations.csv" --allow-unknown -o "$work/corpus"

# Facts the validation suites ship with.
python release/validation_facts.py "$data"

# What the release stands beside, with the entities held out that its twin is built without.
python benchmarks/holdout.py "$work/corpus" -o "$work/holdout.txt"
for recipe in raw release/raw-views.toml quick paper; do
  name=$(basename "$recipe" .toml)
  laborspace build --recipe "$recipe" "$work/corpus" --hold-out "$work/holdout.txt" --no-map --no-static \
    --run "$work/runs/$name-twin" -o "$work/spaces/$name-twin"
done

# The release and its twin, then the twin twice more with other seeds.
laborspace build --recipe release "$work/corpus" --vectors int8 --twin \
  --run "$work/runs/release" -o "$work/spaces/release"
for seed in 1 2; do
  sed "s/^seed = .*//; s/^name = .*/&\nseed = $seed/" src/laborspace/recipes/release.toml \
    > "$work/release-$seed.toml"
  laborspace build --recipe "$work/release-$seed.toml" "$work/corpus" \
    --hold-out "$work/holdout.txt" --no-map --no-static \
    --run "$work/runs/release-twin-$seed" -o "$work/spaces/release-twin-$seed"
done
laborspace build --recipe release "$work/corpus" --precision int8 --no-map --no-static \
  --run "$work/runs/release" -o "$work/spaces/release-int8"  # trained already: only encoded again
rm -rf src/laborspace/release
cp -r "$work/spaces/release" src/laborspace/release

# What is said about it.
python benchmarks/correction.py --corpus "$work/corpus" --holdout "$work/holdout.txt" \
  "$work/spaces/release/twin" -o benchmarks/results/correction.csv
python benchmarks/curves.py "$work/runs/paper-twin" -o benchmarks/results/paper_curves.csv
python benchmarks/speed.py -o benchmarks/results/speed.csv
python release/validate_release.py --work "$work" --data "$data"
