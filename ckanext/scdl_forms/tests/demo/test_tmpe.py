import time, pytest, cProfile, pstats
pytestmark = pytest.mark.usefixtures("with_plugins")
def test_x():
    from ckanext.scdl_forms.demo.loading import Loader
    c=time.process_time()
    pr=cProfile.Profile(); pr.enable()
    l = Loader(echo=lambda s: print(f"cpu {time.process_time()-c:.0f}", s))
    l.load()
    pr.disable()
    pstats.Stats(pr).sort_stats("cumtime").print_stats("ckan/logic/action|scdl|hash|search/index|solr|package_show|commit", 60)
