typedef int rsp_sheet_later;
